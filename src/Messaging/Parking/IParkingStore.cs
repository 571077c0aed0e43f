namespace Messaging.Parking;

/// <summary>
/// Where the messages of a key wait, in order, after one of them failed, while all other keys go on. Every call takes the same lock of the
/// key that every message's own transaction takes, so that nothing runs beside or overtakes what is parked. A singleton; each call is a
/// transaction of its own.
/// </summary>
public interface IParkingStore
{
    /// <summary>Parks a key with the message that failed; or puts that behind the others when the key is parked already.</summary>
    Task<ParkingResult> ParkAsync(ParkingRequest request, CancellationToken cancellationToken);

    /// <summary>Puts a message behind the others of its parked key. <see cref="ParkingResult.NotParked"/> when the key isn't parked.</summary>
    Task<ParkingResult> AppendAsync(ParkingRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Holds a key after its message has become a dead letter: what comes later is parked until somebody releases it. The message itself is
    /// remembered, so that a second delivery of it counts as finished; it isn't stored.
    /// </summary>
    Task<ParkingResult> HoldAsync(ParkingRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Brings a dead letter back to the one consumer that failed on it: parks it, due at once. It takes its old place among the messages of
    /// its key where that is still known, and so comes before all that waits; else the last one. A held key is released.
    /// </summary>
    /// <returns><see langword="false"/>: it waits there already.</returns>
    Task<bool> ReplayAsync(OrderedKey key, ParkedMessage message, CancellationToken cancellationToken);
}
