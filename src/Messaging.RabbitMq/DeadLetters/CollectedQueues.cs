using System.Collections.Concurrent;

namespace Messaging.RabbitMq.DeadLetters;

/// <summary>The queues of this process whose dead letters are collected. Endpoints are configured when the bus is built, the collector reads later.</summary>
internal sealed class CollectedQueues
{
    private readonly ConcurrentDictionary<string, byte> _queues = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Names => [.. _queues.Keys.Order(StringComparer.Ordinal)];

    public void Add(string queue) => _queues.TryAdd(queue, 0);
}
