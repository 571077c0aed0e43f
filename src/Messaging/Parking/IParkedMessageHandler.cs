namespace Messaging.Parking;

/// <summary>What a transport does with its own parked messages.</summary>
public interface IParkedMessageHandler
{
    /// <summary>
    /// Runs the message through its endpoint's pipeline and consumers, with the delivery as a payload of the receive context. Throws what
    /// a consumer threw.
    /// </summary>
    Task RunAsync(ParkedMessage message, OrderedDelivery delivery, CancellationToken cancellationToken);

    /// <summary>Writes the message where the transport's dead letters go; completes when it is safe there.</summary>
    Task DeadLetterAsync(ParkedMessage message, OrderedKey key, Exception exception, CancellationToken cancellationToken);
}
