using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Messaging.Kafka;

/// <summary>Asks now and then where the partitions of an endpoint's topic end and how far its group is, all members together.</summary>
internal sealed class LagWatch(EndpointSettings settings, KafkaHost host)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly ListOffsetsOptions Options = new() { RequestTimeout = Timeout };
    private readonly Lock _using = new();
    private readonly Dictionary<int, DateTimeOffset> _behindSince = [];
    private IConsumer<byte[]?, byte[]?>? _consumer;
    private volatile IReadOnlyDictionary<int, PartitionOffsets> _last = new Dictionary<int, PartitionOffsets>();

    /// <summary>What was found last, by partition; empty before the first answer.</summary>
    public IReadOnlyDictionary<int, PartitionOffsets> Last => _last;

    /// <summary>The client to ask for the group's offsets: only a member's own is known to find the coordinator.</summary>
    public void Attach(IConsumer<byte[]?, byte[]?> consumer)
    {
        lock (_using)
            _consumer = consumer;
    }

    /// <summary>Waits for a question that is under way: the client must not be closed meanwhile.</summary>
    public void Detach()
    {
        lock (_using)
            _consumer = null;
    }

    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        try
        {
            var committed = await Task.Run(Committed, cancellationToken);
            if (committed is null)
                return;

            var ends = await OffsetsAsync(committed, OffsetSpec.Latest(), cancellationToken);
            var begins = await OffsetsAsync([.. committed.Where(c => c.Offset.Value < 0)], OffsetSpec.Earliest(), cancellationToken);
            _last = Combined(committed, ends, begins);
        }
        catch (KafkaException exception)
        {
            // An old figure is better than none; the connection's own state tells of an outage.
            host.Logger.LagUnknown(settings.Topic, settings.Group, exception.Error.Reason);
        }
    }

    private List<TopicPartitionOffset>? Committed()
    {
        var topic = host.Admin.Ask(admin => admin.GetMetadata(settings.Topic, Timeout)).Topics.Single();
        var partitions = topic.Partitions.Select(p => new TopicPartition(settings.Topic, p.PartitionId)).ToList();
        lock (_using)
            return partitions.Count == 0 ? null : _consumer?.Committed(partitions, Timeout);
    }

    private async Task<Dictionary<int, long>> OffsetsAsync(
        List<TopicPartitionOffset> partitions, OffsetSpec what, CancellationToken cancellationToken)
    {
        if (partitions.Count == 0)
            return [];

        var wanted = partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = p.TopicPartition, OffsetSpec = what });
        var result = await host.Admin.AskAsync(admin => admin.ListOffsetsAsync(wanted, Options), cancellationToken);
        return result.ResultInfos.ToDictionary(r => r.TopicPartitionOffsetError.Partition.Value, r => r.TopicPartitionOffsetError.Offset.Value);
    }

    private Dictionary<int, PartitionOffsets> Combined(List<TopicPartitionOffset> committed, Dictionary<int, long> ends, Dictionary<int, long> begins)
    {
        var now = host.Time.GetUtcNow();
        var found = new Dictionary<int, PartitionOffsets>();
        foreach (var (partition, end) in ends)
        {
            var done = committed.Single(c => c.Partition.Value == partition).Offset.Value;
            var position = done < 0 ? begins.GetValueOrDefault(partition) : done;
            if (end <= position)
                _behindSince.Remove(partition);
            else
                _behindSince.TryAdd(partition, now);

            found[partition] = new PartitionOffsets(position, end, end > position ? _behindSince[partition] : null);
        }

        return found;
    }
}
