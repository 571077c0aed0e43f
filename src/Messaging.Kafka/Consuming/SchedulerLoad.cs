namespace Messaging.Kafka;

/// <summary>What a scheduler holds at one moment.</summary>
internal readonly record struct SchedulerLoad(IReadOnlyList<PartitionLoad>? Partitions, int Records, int InFlight, int Blocked, int Paused);
