namespace Messaging.Kafka;

/// <summary>The records of one key of one partition, in offset order. Guarded by the scheduler's lock.</summary>
internal sealed class Lane(PartitionWork partition, byte[]? key)
{
    public PartitionWork Partition { get; } = partition;

    /// <summary>The key; <see langword="null"/>: the records without one.</summary>
    public byte[]? Key { get; } = key;

    /// <summary>The first is in work, blocked or next.</summary>
    public Queue<ConsumedRecord> Records { get; } = new();

    /// <summary>Whether the lane is in work, blocked, or waits for a free slot. At most one of them: that keeps the key's order.</summary>
    public bool Active { get; set; }

    /// <summary>Set while the first record waits to be tried again.</summary>
    public ITimer? Delay { get; set; }
}
