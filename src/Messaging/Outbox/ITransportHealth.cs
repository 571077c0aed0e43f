namespace Messaging.Outbox;

/// <summary>Knows the exceptions of one broker's client. Registered by the library that wraps it.</summary>
public interface ITransportHealth
{
    /// <summary>
    /// Whether the exception says that the broker can't be reached, rather than that it refused this message. Pure; must not throw.
    /// </summary>
    bool IsUnavailable(Exception exception);
}
