using Microsoft.Extensions.Logging;

namespace Messaging.Kafka;

/// <summary>
/// Records that were taken and not handed to the scheduler yet: many at once, for each handing over takes its lock. The polling thread's own.
/// </summary>
internal sealed class Intake(RecordScheduler scheduler, PartitionEntry entry, EndpointSettings settings, TopicIds topics, ILogger logger)
{
    private long _bytes;

    public List<ConsumedRecord> Records { get; } = [];

    /// <summary>Filled by the scheduler: partitions with new records that the member has not proved to be its own.</summary>
    public List<PartitionWork> Unproved { get; } = [];

    /// <summary>Filled by the scheduler: records with which a partition began anew.</summary>
    public List<ConsumedRecord> Rewound { get; } = [];

    public void Take(ConsumedRecord record)
    {
        Records.Add(record);
        _bytes += record.Size;
    }

    public bool IsFull(BufferShare share) => Records.Count >= share.BatchRecords || _bytes >= share.BatchBytes;

    /// <summary>
    /// Hands over what was taken. Before every rebalance too: it belongs to the assignment in which it was taken.
    /// </summary>
    public void Flush()
    {
        if (Records.Count == 0)
            return;

        scheduler.Add(this);
        Records.Clear();
        _bytes = 0;
        foreach (var record in Rewound)
        {
            logger.Rewound(settings.Topic, record.Result.Partition.Value, record.Offset);
            // It may be another topic of the same name, with a beginning of its own.
            topics.Forget(settings.Topic);
        }

        foreach (var work in Unproved)
            entry.Begin(work);

        Rewound.Clear();
        Unproved.Clear();
    }
}
