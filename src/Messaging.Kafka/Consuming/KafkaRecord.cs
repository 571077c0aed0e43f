namespace Messaging.Kafka;

/// <summary>Where the message that is being consumed comes from; a payload of the consume context.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition's number.</param>
/// <param name="Offset">The offset in the partition.</param>
/// <param name="Key">The key's bytes; <see langword="null"/>: the record has no key.</param>
/// <param name="Timestamp">The record's timestamp; <see langword="null"/> on a topic without timestamps.</param>
public sealed record KafkaRecord(string Topic, int Partition, long Offset, ReadOnlyMemory<byte>? Key, DateTimeOffset? Timestamp);
