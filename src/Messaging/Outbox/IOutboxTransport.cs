namespace Messaging.Outbox;

/// <summary>Delivers messages of the outbox to one kind of destination. A singleton; called by the relay, many at a time.</summary>
public interface IOutboxTransport
{
    /// <summary>Whether this transport delivers to the destination.</summary>
    bool Handles(Uri destination);

    /// <summary>
    /// Completes when the broker has confirmed the message, throws otherwise. What happens next is the relay's matter: a message that
    /// failed is tried again later, and holds up its successors of the same destination and key.
    /// </summary>
    Task SendAsync(OutboxMessage message, CancellationToken cancellationToken);
}
