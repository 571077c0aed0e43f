using Messaging.Failures;

namespace Messaging.Redis;

/// <summary>A message was begun more often than allowed and never ended: its consumers crash on it, or are killed. It becomes a dead letter.</summary>
public sealed class DeliveryLimitException : PermanentFailureException
{
    /// <summary>Creates the exception.</summary>
    public DeliveryLimitException()
    {
    }

    /// <summary>Creates the exception with how often it was begun.</summary>
    public DeliveryLimitException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with how often it was begun and its cause.</summary>
    public DeliveryLimitException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
