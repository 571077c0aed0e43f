using Messaging.Failures;

namespace Messaging.Tasks;

/// <summary>A task has failed for good: its retries are used up, or another one could not help. Its message becomes a dead letter.</summary>
public sealed class TaskFailedException : PermanentFailureException
{
    /// <summary>Creates the exception without a message.</summary>
    public TaskFailedException()
    {
    }

    /// <summary>Creates the exception with a reason.</summary>
    public TaskFailedException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a reason and its cause.</summary>
    public TaskFailedException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
