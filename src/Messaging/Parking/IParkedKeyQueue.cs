namespace Messaging.Parking;

/// <summary>
/// The parked keys that are due, for those who run them; <see cref="ParkedKeyRunner"/> does. At most one process has a key. A singleton;
/// each call is a transaction of its own, and one with a claim that was lost changes nothing.
/// </summary>
public interface IParkedKeyQueue
{
    /// <summary>Claims keys of a source and group that are due, the longest due first.</summary>
    Task<ParkedClaims> ClaimAsync(string sourceSystem, string source, string group, int count, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Keeps a claim for another lease; <see langword="false"/>: it was lost.</summary>
    Task<bool> RenewAsync(ParkedClaim claim, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>The key's first message; <see langword="null"/> when there is none, or the claim was lost. A key without messages is unparked then.</summary>
    Task<ParkedMessage?> NextAsync(ParkedClaim claim, CancellationToken cancellationToken);

    /// <summary>The message has taken effect: removes it, and unparks the key if it was the last.</summary>
    /// <returns>Whether there are more.</returns>
    Task<bool> CompleteAsync(ParkedClaim claim, ParkedMessage message, CancellationToken cancellationToken);

    /// <summary>The message failed: the key goes back and is due after the delay.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="message">The message, with its attempts so far.</param>
    /// <param name="failure">Why.</param>
    /// <param name="counts">Whether the failure says something about the message; else its redelivery isn't counted.</param>
    /// <param name="delay">After how long the key is due.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    Task FailAsync(ParkedClaim claim, ParkedMessage message, ParkingFailure failure, bool counts, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>The message has become a dead letter: removes it and remembers it as finished. The key holds or goes on.</summary>
    /// <returns>Whether there are more to run.</returns>
    Task<bool> BuryAsync(ParkedClaim claim, ParkedMessage message, ParkingFailure failure, bool hold, CancellationToken cancellationToken);

    /// <summary>Gives a key back as it is, due after the delay at the earliest.</summary>
    Task GiveBackAsync(ParkedClaim claim, TimeSpan delay, CancellationToken cancellationToken);
}
