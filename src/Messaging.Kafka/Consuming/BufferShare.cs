namespace Messaging.Kafka;

/// <summary>What one partition may hold of an endpoint's buffer.</summary>
/// <param name="Records">Taken and not finished.</param>
/// <param name="Bytes">Of them.</param>
internal readonly record struct BufferShare(int Records, long Bytes)
{
    private const int LargestBatch = 100;

    /// <summary>How many records are taken before anybody looks how full their partitions are: beyond its share a partition holds at most so many more.</summary>
    public int BatchRecords => Math.Clamp(Records / 8, 1, LargestBatch);

    /// <summary>And how many bytes, the last record excepted.</summary>
    public long BatchBytes => Bytes / 8;

    /// <summary>Equal shares for all.</summary>
    public static BufferShare Of(EndpointSettings settings, int partitions) =>
        new(Math.Max(1, settings.BufferedRecords / Math.Max(1, partitions)), settings.BufferedBytes / Math.Max(1, partitions));

    public bool IsFull(PartitionWork work) => work.Full > 0 || work.Records >= Records || work.Bytes >= Bytes;

    public bool IsRoomy(PartitionWork work) => work.Full == 0 && work.Records <= Records / 2 && work.Bytes <= Bytes / 2;
}
