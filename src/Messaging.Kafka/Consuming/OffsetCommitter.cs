using Confluent.Kafka;
using Messaging.Parking;
using Microsoft.Extensions.Logging;

namespace Messaging.Kafka;

/// <summary>
/// Commits what is finished. One commit at a time, so that an older offset never overwrites a newer one. Where there is a database it
/// learns first how far the partition is finished: what the broker forgets or somebody rewinds is known there.
/// </summary>
internal sealed class OffsetCommitter(
    IConsumer<byte[]?, byte[]?> consumer, RecordScheduler scheduler, IPartitionClaims? claims, EndpointSettings settings, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private Task _running = Task.CompletedTask;
    private bool _sealed;

    /// <summary>Starts a commit of what is finished, unless one is running.</summary>
    public void Start()
    {
        if (_running.IsCompleted)
            _running = Task.Run(() => CommitAsync(scheduler.Partitions()));
    }

    /// <summary>Commits what is finished of these partitions and waits for it, at most until the deadline.</summary>
    public void CommitWithin(IReadOnlyList<PartitionWork> works, TimeSpan deadline)
    {
        if (!Task.Run(() => CommitAsync(works)).Wait(deadline))
            logger.CommitFailed(settings.Topic, settings.Group, "no answer before the deadline");
    }

    /// <summary>Commits the offset at which the partition stands; the broker takes it from the partition's member alone.</summary>
    /// <exception cref="KafkaException">It was refused, or the broker is away.</exception>
    public async Task ConfirmAsync(PartitionWork work)
    {
        await _oneAtATime.WaitAsync(work.Abandoned);
        try
        {
            ObjectDisposedException.ThrowIf(_sealed, this);
            if (scheduler.EntryOf(work) is { } offset)
                consumer.Commit([new TopicPartitionOffset(work.Partition, offset)]);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>
    /// Waits for a commit that is under way, and lets none begin. The client's memory is freed when it is disposed, whoever is inside.
    /// </summary>
    public async Task SealAsync()
    {
        await _oneAtATime.WaitAsync();
        _sealed = true;
        _oneAtATime.Release();
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task CommitAsync(IReadOnlyList<PartitionWork> works)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            var offsets = await AdvancedAsync(works, scheduler.Committable(works));
            if (offsets.Count == 0)
                return;

            ObjectDisposedException.ThrowIf(_sealed, this);
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
        catch (Exception exception) when (claims is not null)
        {
            logger.CommitFailed(settings.Topic, settings.Group, exception.Message);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task<List<TopicPartitionOffset>> AdvancedAsync(IReadOnlyList<PartitionWork> works, List<TopicPartitionOffset> offsets)
    {
        if (claims is null || offsets.Count == 0)
            return offsets;

        var advances = (from offset in offsets
                        join work in works on offset.TopicPartition equals work.Partition
                        where work.Claim is not null
                        select (Offset: offset, Work: work, Claim: work.Claim!)).ToList();
        var holds = await claims.AdvanceAsync([.. advances.Select(a => (a.Claim, a.Offset.Offset.Value))], CancellationToken.None);
        for (var i = 0; i < advances.Count; i++)
        {
            if (holds[i])
                continue;

            logger.PartitionFenced(settings.Topic, settings.Group, advances[i].Work.Partition.Partition.Value);
            scheduler.Fence(advances[i].Work, advances[i].Claim);
        }

        return [.. advances.Where((_, i) => holds[i]).Select(a => a.Offset)];
    }
}
