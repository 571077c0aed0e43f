namespace Messaging.Outbox;

/// <summary>
/// The broker of a transport can't be reached. The relay counts no attempt against the message and tries the whole transport again later,
/// while other transports flow.
/// </summary>
public class TransportUnavailableException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public TransportUnavailableException()
    {
    }

    /// <summary>Creates the exception with what can't be reached.</summary>
    public TransportUnavailableException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with what can't be reached and its cause.</summary>
    public TransportUnavailableException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
