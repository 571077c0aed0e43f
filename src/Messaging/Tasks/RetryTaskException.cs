namespace Messaging.Tasks;

/// <summary>Thrown by a task that wants to be tried again after a time of its own choice, as often as its type allows.</summary>
public sealed class RetryTaskException : Exception
{
    /// <summary>Creates the exception; the task comes again at once.</summary>
    public RetryTaskException()
    {
    }

    /// <summary>Creates the exception with a reason; the task comes again at once.</summary>
    public RetryTaskException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a reason and its cause; the task comes again at once.</summary>
    public RetryTaskException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates the exception with the delay.</summary>
    /// <param name="after">After how long; not negative.</param>
    /// <param name="innerException">Why.</param>
    public RetryTaskException(TimeSpan after, Exception? innerException = null)
        : base($"The task asks to be tried again after {after}{(innerException is null ? "." : $": {innerException.Message}")}", innerException)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(after, TimeSpan.Zero);
        After = after;
    }

    /// <summary>After how long the task comes again.</summary>
    public TimeSpan After { get; }

    internal static RetryTaskException? In(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is RetryTaskException retry)
                return retry;
        }

        return null;
    }
}
