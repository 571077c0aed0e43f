namespace Messaging.Kafka;

/// <summary>The state of one partition of an endpoint's topic at one moment.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Assigned">Whether this member has it; of the others only the lag is known.</param>
/// <param name="Lag">Records that the group has not finished, as of the last look a few seconds ago.</param>
/// <param name="LagTime">The age of the oldest of them, by its timestamp; where none is in hand, how long the group has been behind.</param>
/// <param name="BufferedRecords">Records taken and not finished, those in work included.</param>
/// <param name="InFlight">Records in work.</param>
/// <param name="BlockedRecords">Records that failed and are tried again.</param>
/// <param name="Paused">Whether its buffer is full.</param>
public sealed record KafkaPartitionStatus(
    int Partition, bool Assigned, long Lag, TimeSpan LagTime, int BufferedRecords, int InFlight, int BlockedRecords, bool Paused);
