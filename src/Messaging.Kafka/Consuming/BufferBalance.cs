using Confluent.Kafka;

namespace Messaging.Kafka;

/// <summary>Partitions to pause because their buffer or the parked store is full, and to resume because there is room again.</summary>
internal readonly record struct BufferBalance(List<TopicPartition>? Pause, List<TopicPartition>? Resume, bool AnyPaused)
{
    /// <summary>Gives each partition an equal share of the bounds. Under the scheduler's lock.</summary>
    public static BufferBalance Of(IReadOnlyCollection<PartitionWork> works, int records, long bytes)
    {
        List<TopicPartition>? pause = null, resume = null;
        var share = Math.Max(1, works.Count);
        foreach (var work in works)
        {
            var full = work.Full > 0 || work.Records >= Math.Max(1, records / share) || work.Bytes >= bytes / share;
            var roomy = work.Full == 0 && work.Records <= records / share / 2 && work.Bytes <= bytes / share / 2;
            if (full && !work.Paused)
                (pause ??= []).Add(work.Partition);
            else if (roomy && work.Paused)
                (resume ??= []).Add(work.Partition);
            else
                continue;

            work.Paused = !work.Paused;
        }

        return new BufferBalance(pause, resume, works.Any(w => w.Paused));
    }
}
