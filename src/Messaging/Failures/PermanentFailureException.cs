namespace Messaging.Failures;

/// <summary>Thrown where trying again can't help; the message becomes a dead letter at once.</summary>
public class PermanentFailureException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public PermanentFailureException()
    {
    }

    /// <summary>Creates the exception with what is wrong and what to change.</summary>
    public PermanentFailureException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with what is wrong and its cause.</summary>
    public PermanentFailureException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
