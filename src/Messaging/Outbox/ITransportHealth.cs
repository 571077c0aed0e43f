namespace Messaging.Outbox;

/// <summary>Knows the exceptions and the limits of one broker's client. Registered by the library that wraps it.</summary>
public interface ITransportHealth
{
    /// <summary>Whom the exception speaks about, or <see langword="null"/> when it is none of this client's. Pure; must not throw.</summary>
    /// <param name="message">The message whose send ended with the exception.</param>
    /// <param name="exception">What the client threw.</param>
    SendFault? Judge(OutboxMessage message, Exception exception);

    /// <summary>
    /// Why the broker would close its connection over this message, with all that others have under way on it; <see langword="null"/>: it
    /// would not. Such a message is not sent at all, and fails like one that was refused. Must not throw.
    /// </summary>
    string? Objection(OutboxMessage message) => null;

    /// <summary>Whether the exception says that nothing was wrong but that nobody is at the destination. Pure; must not throw.</summary>
    bool IsUnroutable(Exception exception) => false;
}
