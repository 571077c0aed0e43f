namespace Messaging.Kafka;

/// <summary>What a scheduler holds of one partition at one moment.</summary>
/// <param name="Committable">The offset up to which all is finished; <see langword="null"/>: nothing yet.</param>
/// <param name="Oldest">The timestamp of the first record that is not finished, where it has one.</param>
/// <param name="LastProgress">When a record was finished last, or the partition was assigned.</param>
internal readonly record struct PartitionLoad(
    int Partition, int Records, int InFlight, int Blocked, bool Paused, long? Committable, DateTimeOffset? Oldest, DateTimeOffset LastProgress)
{
    public static PartitionLoad Of(PartitionWork work)
    {
        ConsumedRecord? first = null;
        foreach (var lane in work.Keyless is { } keyless ? work.Lanes.Values.Append(keyless) : work.Lanes.Values)
        {
            if (lane.First is { } record && (first is null || record.Offset < first.Offset))
                first = record;
        }

        return new PartitionLoad(
            work.Partition.Partition.Value, work.Records, work.InFlight, work.Blocked, work.Paused, work.Offsets.Committable,
            first is null ? null : RecordIdentities.TimeOf(first.Result), work.LastProgress);
    }
}
