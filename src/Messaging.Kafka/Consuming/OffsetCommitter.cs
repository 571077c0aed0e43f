using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Messaging.Kafka;

/// <summary>Commits what is finished. One commit at a time, so that an older offset never overwrites a newer one.</summary>
internal sealed class OffsetCommitter(IConsumer<byte[]?, byte[]?> consumer, RecordScheduler scheduler, EndpointSettings settings, ILogger logger)
{
    private readonly Lock _oneAtATime = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Starts a commit of what is finished, unless one is running.</summary>
    public void Start()
    {
        if (_running.IsCompleted)
            _running = Task.Run(() => Commit(scheduler.Partitions()));
    }

    /// <summary>Commits what is finished of these partitions and waits for it, at most until the deadline.</summary>
    public void CommitWithin(IReadOnlyList<PartitionWork> works, TimeSpan deadline)
    {
        if (!Task.Run(() => Commit(works)).Wait(deadline))
            logger.CommitFailed(settings.Topic, settings.Group, "no answer before the deadline");
    }

    private void Commit(IReadOnlyList<PartitionWork> works)
    {
        lock (_oneAtATime)
        {
            var offsets = scheduler.Committable(works);
            if (offsets.Count == 0)
                return;

            try
            {
                consumer.Commit(offsets);
                scheduler.Committed(works, offsets);
            }
            catch (KafkaException exception)
            {
                // Nothing is lost: the next commit covers it, or the records are read again and known by their ids.
                logger.CommitFailed(settings.Topic, settings.Group, exception.Error.Reason);
            }
            catch (ObjectDisposedException)
            {
                logger.CommitFailed(settings.Topic, settings.Group, "the consumer is closed");
            }
        }
    }
}
