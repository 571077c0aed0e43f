using Confluent.Kafka;

namespace Messaging.Kafka;

/// <summary>Partitions to pause because their buffer is full, and to resume because it has room again.</summary>
internal readonly record struct BufferBalance(List<TopicPartition>? Pause, List<TopicPartition>? Resume, bool AnyPaused);
