using Confluent.Kafka;

namespace Messaging.Kafka;

/// <summary>A batch of records on their way to the store.</summary>
internal sealed class CollectedRecords
{
    private const int MostRecords = 200;
    private const long MostBytes = 8 * 1024 * 1024;
    private readonly List<ConsumeResult<byte[]?, byte[]?>> _records = [];
    private long _bytes;

    public IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> All => _records;

    public int Count => _records.Count;

    public bool IsFull => _records.Count >= MostRecords || _bytes >= MostBytes;

    public void Add(ConsumeResult<byte[]?, byte[]?> record)
    {
        _records.Add(record);
        _bytes += record.Message.Value?.Length ?? 0;
    }

    /// <summary>Drops what is of partitions that are no longer ours.</summary>
    public void Forget(IReadOnlyList<TopicPartitionOffset> partitions) => _records.RemoveAll(r => partitions.Any(p => p.TopicPartition == r.TopicPartition));

    public void Clear()
    {
        _records.Clear();
        _bytes = 0;
    }

    /// <summary>What to commit: one after the last of each partition.</summary>
    public IReadOnlyList<TopicPartitionOffset> Offsets() =>
        [.. _records.GroupBy(r => r.TopicPartition).Select(g => new TopicPartitionOffset(g.Key, g.Max(r => r.Offset.Value) + 1))];
}
