namespace Messaging.Kafka;

/// <summary>How far a group is in a partition.</summary>
/// <param name="Position">The offset that it committed, or the first there is where it has committed none.</param>
/// <param name="End">Where the partition ends.</param>
/// <param name="BehindSince">Since when it was seen behind the end without a break; <see langword="null"/>: it is at the end.</param>
internal readonly record struct PartitionOffsets(long Position, long End, DateTimeOffset? BehindSince);
