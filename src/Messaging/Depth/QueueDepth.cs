namespace Messaging.Depth;

/// <summary>What waits in one queue.</summary>
/// <param name="System">One of <c>rabbitmq</c>, <c>kafka</c>, <c>redis</c>, <c>outbox</c>.</param>
/// <param name="Name">The queue, <c>topic/group</c> on Kafka, <c>stream/group</c> or list on Redis; unique within the system.</param>
/// <param name="Messages">How many messages wait: ready to be taken, or the lag of a consumer group.</param>
/// <param name="Consumers">How many consumers take from it, in all processes; <see langword="null"/> where that can't be known.</param>
/// <param name="OldestAge">How long the oldest has waited, or at least so long; <see langword="null"/> where that can't be known.</param>
public sealed record QueueDepth(string System, string Name, long Messages, int? Consumers = null, TimeSpan? OldestAge = null);
