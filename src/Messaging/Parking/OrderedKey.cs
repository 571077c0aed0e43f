namespace Messaging.Parking;

/// <summary>A key within which one group consumes the messages of one source in order, and which is parked when one of them fails.</summary>
/// <param name="SourceSystem">The kind of source: <c>kafka</c>, <c>rabbitmq</c> or <c>redis</c>.</param>
/// <param name="Source">The topic, queue or stream.</param>
/// <param name="Group">The consumer group; of a queue the queue's own name.</param>
/// <param name="Key">The key's bytes; empty when <paramref name="Partition"/> is set.</param>
/// <param name="Partition">Set for messages without a key alone: they keep the order of their partition.</param>
public sealed record OrderedKey(string SourceSystem, string Source, string Group, ReadOnlyMemory<byte> Key, int? Partition = null);
