using Messaging.Depth;

namespace Messaging.Kafka;

/// <summary>What waits in a topic for a group: the lag of all partitions, whoever has them, as the endpoints saw it a few seconds ago.</summary>
internal sealed class KafkaQueueDepthSource(IKafkaHealth kafka) : IQueueDepthSource
{
    public string System => KafkaActivities.System;

    public Task<IReadOnlyList<QueueDepth>> MeasureAsync(CancellationToken cancellationToken)
    {
        var status = kafka.Status();
        if (!status.Connected)
            throw new InvalidOperationException(status.LastError ?? "Kafka does not answer.");

        return Task.FromResult<IReadOnlyList<QueueDepth>>([.. status.Endpoints.Where(e => e.PartitionStatus.Count > 0).Select(Depth)]);
    }

    private static QueueDepth Depth(KafkaEndpointStatus endpoint) => new(
        KafkaActivities.System, $"{endpoint.Topic}/{endpoint.Group}", endpoint.Lag, OldestAge: endpoint.PartitionStatus.Max(p => p.LagTime));
}
