namespace Messaging.Parking;

/// <summary>Parked keys that a process has claimed.</summary>
/// <param name="Claims">The keys, each with its own token.</param>
/// <param name="NextDue">After how long the next of the others is due; <see langword="null"/>: none is parked.</param>
public sealed record ParkedClaims(IReadOnlyList<ParkedClaim> Claims, TimeSpan? NextDue);
