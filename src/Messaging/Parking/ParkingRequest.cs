namespace Messaging.Parking;

/// <summary>A message that can't run now.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Message">The message.</param>
public sealed record ParkingRequest(OrderedKey Key, ParkedMessage Message)
{
    /// <summary>By what its partition is ours; checked under the key's lock.</summary>
    public PartitionClaim? Claim { get; init; }

    /// <summary>How much may be parked.</summary>
    public ParkingLimits Limits { get; init; } = new();

    /// <summary>Why it failed; <see langword="null"/> when it only stands behind a parked one.</summary>
    public ParkingFailure? Failure { get; init; }

    /// <summary>After how long the key is tried again.</summary>
    public TimeSpan Delay { get; init; }
}
