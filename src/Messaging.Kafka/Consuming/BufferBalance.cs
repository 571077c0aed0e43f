using Confluent.Kafka;

namespace Messaging.Kafka;

/// <summary>Partitions to pause because their buffer or the parked store is full, and to resume because there is room again.</summary>
internal readonly record struct BufferBalance(BufferShare Share, List<TopicPartition>? Pause, List<TopicPartition>? Resume, bool AnyPaused)
{
    /// <summary>Compares each partition with its share. Under the scheduler's lock.</summary>
    public static BufferBalance Of(IReadOnlyCollection<PartitionWork> works, BufferShare share)
    {
        List<TopicPartition>? pause = null, resume = null;
        var paused = false;
        foreach (var work in works)
        {
            if (!work.Paused && share.IsFull(work))
                (pause ??= []).Add(work.Partition);
            else if (work.Paused && share.IsRoomy(work))
                (resume ??= []).Add(work.Partition);
            else
            {
                paused |= work.Paused;
                continue;
            }

            work.Paused = !work.Paused;
            paused |= work.Paused;
        }

        return new BufferBalance(share, pause, resume, paused);
    }
}
