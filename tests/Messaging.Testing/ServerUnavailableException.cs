namespace Messaging.Testing;

/// <summary>A server that a test needs could not be had; the message says what to install or to set.</summary>
public sealed class ServerUnavailableException : Exception
{
    /// <summary>Creates the exception without words.</summary>
    public ServerUnavailableException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public ServerUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ServerUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
