namespace Messaging.Kafka;

/// <summary>The state of one endpoint at one moment.</summary>
/// <param name="Topic">The topic it consumes.</param>
/// <param name="Group">Its consumer group.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Partitions">The partitions assigned to this member.</param>
/// <param name="BufferedRecords">Records taken and not finished, those in work included.</param>
/// <param name="InFlight">Records in work.</param>
/// <param name="BlockedRecords">Records that failed and are tried again; each holds up the later ones of its key.</param>
/// <param name="PausedPartitions">Partitions whose buffer is full.</param>
/// <param name="LastPoll">When the consumer last polled; an old time means that it is stuck. <see langword="null"/>: never.</param>
/// <param name="LastError">What the consumer complained about last; <see langword="null"/>: nothing.</param>
public sealed record KafkaEndpointStatus(
    string Topic, string Group, KafkaEndpointState State, IReadOnlyList<int> Partitions, int BufferedRecords, int InFlight, int BlockedRecords,
    int PausedPartitions, DateTimeOffset? LastPoll, string? LastError)
{
    /// <summary>
    /// The limit of the parked store that is reached: <c>TooManyKeys</c>, <c>TooManyMessages</c> or <c>TooOld</c>. Partitions with a record
    /// that waits for room there are paused. <see langword="null"/>: there is room.
    /// </summary>
    public string? ParkingLimit { get; init; }

    /// <summary>Every partition of the topic, those of other members too.</summary>
    public IReadOnlyList<KafkaPartitionStatus> PartitionStatus { get; init; } = [];

    /// <summary>Records of the whole topic that the group has not finished, as of the last look a few seconds ago.</summary>
    public long Lag => PartitionStatus.Sum(partition => partition.Lag);
}
