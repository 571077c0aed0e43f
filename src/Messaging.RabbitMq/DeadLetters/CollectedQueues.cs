using System.Collections.Concurrent;

namespace Messaging.RabbitMq.DeadLetters;

/// <summary>The queues of this process whose dead letters are collected. Endpoints are configured when the bus is built, the collector reads later.</summary>
internal sealed class CollectedQueues
{
    private readonly ConcurrentDictionary<string, byte> _queues = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _ordered = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Names => [.. _queues.Keys.Order(StringComparer.Ordinal)];

    public void Add(string queue) => _queues.TryAdd(queue, 0);

    /// <summary>A queue whose dead letters come back by their parked keys, not by the queue.</summary>
    public void AddOrdered(string queue) => _ordered.TryAdd(queue, 0);

    public bool IsOrdered(string queue) => _ordered.ContainsKey(queue);
}
