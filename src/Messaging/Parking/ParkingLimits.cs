namespace Messaging.Parking;

/// <summary>How much may be parked of one source and group. Beyond it nothing is dropped: the source waits.</summary>
public sealed record ParkingLimits
{
    /// <summary>How many keys.</summary>
    /// <value>Default: 1,000. Where more fail at once it is not the keys that are ill.</value>
    public int Keys { get; init; } = 1_000;

    /// <summary>How many messages of one key.</summary>
    /// <value>Default: 10,000.</value>
    public int MessagesPerKey { get; init; } = 10_000;

    /// <summary>How long a key may be parked and still take messages. Must stay below the inbox's window.</summary>
    /// <value>Default: 3 days: a long weekend.</value>
    public TimeSpan Age { get; init; } = TimeSpan.FromDays(3);
}
