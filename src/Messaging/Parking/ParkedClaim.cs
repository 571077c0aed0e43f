namespace Messaging.Parking;

/// <summary>That this process runs the messages of a parked key, until its lease ends.</summary>
/// <param name="KeyId">The parked key.</param>
/// <param name="Token">New with each claim: an earlier holder that was frozen finds it changed.</param>
/// <param name="Key">The key.</param>
public sealed record ParkedClaim(long KeyId, Guid Token, OrderedKey Key);
