using Messaging.Parking;

namespace Messaging.Kafka;

/// <summary>How an endpoint parks the keys of records that fail.</summary>
public sealed class KafkaParkingOptions
{
    /// <summary>
    /// Whether a key waits for a person once a record of it has become a dead letter; otherwise it goes on without that record. Records that
    /// can't be read never hold their key.
    /// </summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool HoldAfterDeadLetter { get; set; } = true;

    /// <summary>When a parked key is tried again; after the last time its first record becomes a dead letter.</summary>
    /// <value>Default: empty, that is <c>Failures:Redelivery</c>, or that of <c>Endpoints:TOPIC:Failures</c>.</value>
    public IList<TimeSpan> Redelivery { get; } = [];

    /// <summary>How much may be parked. Beyond it the partition is paused, nothing is dropped, and the endpoint's status says why.</summary>
    public ParkingLimits Limits { get; set; } = new();

    /// <summary>How many parked keys one process runs at the same time.</summary>
    /// <value>Default: 4. At least 1.</value>
    public int Concurrency { get; set; } = 4;

    /// <summary>How long a parked key stays a process's own after it was last heard of.</summary>
    /// <value>Default: 15 s.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often to look for keys that other processes have parked.</summary>
    /// <value>Default: 1 s.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);
}
