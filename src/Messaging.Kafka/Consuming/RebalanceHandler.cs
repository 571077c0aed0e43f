using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Messaging.Kafka;

/// <summary>
/// What happens when partitions come and go; called by the client on the polling thread. Nothing here may throw: the client would
/// give up the whole assignment.
/// </summary>
internal sealed class RebalanceHandler(
    RecordScheduler scheduler, EndpointSettings settings, TimeSpan deadline, EndpointMonitor monitor, TopicIds topics, ILogger logger)
{
    public OffsetCommitter? Committer { get; set; }

    public Intake? Intake { get; set; }

    public void Assigned(IReadOnlyList<TopicPartition> partitions) => Guarded(() =>
    {
        Intake?.Flush();
        topics.Forget(settings.Topic);
        foreach (var partition in partitions)
            scheduler.Assign(partition);

        monitor.Joined();
        logger.Assigned(settings.Topic, settings.Group, Names(partitions));
    });

    public void Revoked(IReadOnlyList<TopicPartitionOffset> partitions) => Guarded(() =>
    {
        Intake?.Flush();
        logger.Revoked(settings.Topic, settings.Group, Names(partitions.Select(p => p.TopicPartition)));
        Release([.. partitions.Select(p => p.TopicPartition)]);
    });

    public void Lost(IReadOnlyList<TopicPartitionOffset> partitions) => Guarded(() =>
    {
        Intake?.Flush();
        monitor.Left();
        logger.Lost(settings.Topic, settings.Group, Names(partitions.Select(p => p.TopicPartition)));
        foreach (var partition in partitions)
            Abandon(scheduler.Drop(partition.TopicPartition));
    });

    /// <summary>Finishes what is in work, commits, and takes no more.</summary>
    public void Stop() => Guarded(() => Release([.. scheduler.Partitions().Select(w => w.Partition)]));

    private static string Names(IEnumerable<TopicPartition> partitions) => string.Join(',', partitions.Select(p => p.Partition.Value));

    private void Abandon(PartitionWork? work)
    {
        if (work is null)
            return;

        scheduler.Forget(work);
        // Handlers run on the thread that cancels, which is the one that polls.
        if (!work.Idle.IsCompleted)
            _ = Task.Run(work.AbandonAsync, CancellationToken.None);
    }

    private void Release(IReadOnlyList<TopicPartition> partitions)
    {
        var works = partitions.Select(scheduler.Drop).OfType<PartitionWork>().ToList();
        if (works.Count == 0)
            return;

        if (!Task.WhenAll(works.Select(w => w.Idle)).Wait(deadline))
            logger.DrainTimedOut(settings.Topic, settings.Group, deadline);

        Committer?.CommitWithin(works, deadline);
        foreach (var work in works)
            Abandon(work);
    }

    private void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            logger.RebalanceFailed(exception, settings.Topic, settings.Group);
        }
    }
}
