namespace Messaging.Redis;

/// <summary>How a stream is shortened. Entries that a group has not read or not acknowledged stay, unless that is allowed.</summary>
public sealed class RedisStreamTrimming
{
    /// <summary>How many entries stay.</summary>
    /// <value>Default: no limit. Not negative.</value>
    public long? MaxLength { get; set; }

    /// <summary>How old an entry may be, by the time in its id.</summary>
    /// <value>Default: no limit.</value>
    public TimeSpan? MaxAge { get; set; }

    /// <summary>How often.</summary>
    /// <value>Default: 10 s.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Removes entries that a group still has to read or acknowledge, too: they are lost.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool EvenUnacknowledged { get; set; }
}
