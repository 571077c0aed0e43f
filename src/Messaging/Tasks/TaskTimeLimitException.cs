namespace Messaging.Tasks;

/// <summary>A task ran longer than its soft time limit and gave in to its cancellation token, or longer than its hard one and was given up.</summary>
public sealed class TaskTimeLimitException : TimeoutException
{
    /// <summary>Creates the exception without a message.</summary>
    public TaskTimeLimitException()
    {
    }

    /// <summary>Creates the exception with a reason.</summary>
    public TaskTimeLimitException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a reason and its cause.</summary>
    public TaskTimeLimitException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
