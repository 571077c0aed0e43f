using Messaging.Failures;

namespace Messaging.Redis;

/// <summary>An entry of a stream or list is not a message of the endpoint's type. It becomes a dead letter.</summary>
public sealed class PoisonEntryException : PermanentFailureException
{
    /// <summary>Creates the exception.</summary>
    public PoisonEntryException()
    {
    }

    /// <summary>Creates the exception with what is wrong with the entry.</summary>
    public PoisonEntryException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with what is wrong with the entry and what the deserializer said.</summary>
    public PoisonEntryException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
