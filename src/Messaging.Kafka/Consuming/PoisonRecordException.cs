using Messaging.Failures;

namespace Messaging.Kafka;

/// <summary>The bytes of a record are not a message of the endpoint's type. The record becomes a dead letter.</summary>
public sealed class PoisonRecordException : PermanentFailureException
{
    /// <summary>Creates the exception.</summary>
    public PoisonRecordException()
    {
    }

    /// <summary>Creates the exception with what is wrong with the bytes.</summary>
    public PoisonRecordException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with what is wrong with the bytes and what the deserializer said.</summary>
    public PoisonRecordException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
