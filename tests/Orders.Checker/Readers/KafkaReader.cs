using Confluent.Kafka;
using Orders.Checker.Recorded;

namespace Orders.Checker.Readers;

/// <summary>Reads topics from their beginning to the end they had when the reading began. Joins no group and commits nothing.</summary>
public sealed class KafkaReader(string bootstrapServers)
{
    private const string Option = "--kafka";
    private const string Group = "orders";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public Task<RecordedTopics> ReadAsync(CancellationToken cancellationToken) => OffThreadAsync(() =>
    {
        using var consumer = Consumer($"orders-checker-{Guid.NewGuid():N}");
        var unreadable = new List<TopicPosition>();
        var orders = Records(consumer, "orders.events", cancellationToken).Select(record => KafkaRecord.ToOrderEvent(record, unreadable)).OfType<RecordedOrderEvent>().ToList();
        var payments = Records(consumer, "payments.events", cancellationToken).Select(record => KafkaRecord.ToPaymentEvent(record, unreadable)).OfType<RecordedPaymentEvent>().ToList();
        return new RecordedTopics(orders, payments, unreadable);
    }, cancellationToken);

    /// <summary>What the group has still to read. Read with the group's id but without joining it, so that nothing is rebalanced.</summary>
    public Task<IReadOnlyList<Count>> ReadBacklogsAsync(CancellationToken cancellationToken) => OffThreadAsync<IReadOnlyList<Count>>(() =>
    {
        using var consumer = Consumer(Group);
        var partitions = Partitions(consumer, "payments.events");
        var lag = partitions.Count == 0 ? 0 : consumer.Committed(partitions, Patience).Sum(committed =>
        {
            var ends = consumer.QueryWatermarkOffsets(committed.TopicPartition, Patience);
            return ends.High - Math.Max(ends.Low.Value, committed.Offset.IsSpecial ? 0 : committed.Offset.Value);
        });
        return [new Count($"lag of group {Group} on payments.events", lag)];
    }, cancellationToken);

    public Task<IReadOnlyList<Count>> ReadDeadLettersAsync(CancellationToken cancellationToken) => OffThreadAsync<IReadOnlyList<Count>>(() =>
    {
        using var consumer = Consumer($"orders-checker-{Guid.NewGuid():N}");
        return
        [
            .. from topic in Topics(consumer)
               where topic.Topic.EndsWith(".dlt", StringComparison.Ordinal)
               let records = topic.Partitions.Select(partition => consumer.QueryWatermarkOffsets(new TopicPartition(topic.Topic, partition.PartitionId), Patience)).Sum(ends => ends.High - ends.Low)
               select new Count($"topic {topic.Topic}", records),
        ];
    }, cancellationToken);

    private static List<ConsumeResult<byte[]?, byte[]?>> Records(IConsumer<byte[]?, byte[]?> consumer, string topic, CancellationToken cancellationToken)
    {
        var records = new List<ConsumeResult<byte[]?, byte[]?>>();
        foreach (var partition in Partitions(consumer, topic))
        {
            var ends = consumer.QueryWatermarkOffsets(partition, Patience);
            if (ends.High == ends.Low)
                continue;
            consumer.Assign(new TopicPartitionOffset(partition, ends.Low));
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();

                // Fewer records than there are would look like loss, so a silent broker is an error.
                var record = consumer.Consume(Patience) ?? throw new KafkaException(ErrorCode.Local_TimedOut);
                if (!record.IsPartitionEOF)
                    records.Add(record);

                // The position, not the last record: compaction and control records leave holes.
                if (record.IsPartitionEOF || record.Offset >= ends.High - 1)
                    break;
            }

            consumer.Unassign();
        }

        return records;
    }

    private static List<TopicPartition> Partitions(IConsumer<byte[]?, byte[]?> consumer, string topic) =>
        Topics(consumer).Where(found => found.Topic == topic).SelectMany(found => found.Partitions.Select(partition => new TopicPartition(topic, partition.PartitionId))).ToList();

    /// <summary>All topics, since asking for one by name would create it where topics are made on first use.</summary>
    private static List<TopicMetadata> Topics(IConsumer<byte[]?, byte[]?> consumer)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        return admin.GetMetadata(Patience).Topics;
    }

    private IConsumer<byte[]?, byte[]?> Consumer(string group) => new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
    {
        BootstrapServers = bootstrapServers,
        GroupId = group,
        EnableAutoCommit = false,
        EnableAutoOffsetStore = false,
        EnablePartitionEof = true,
        AllowAutoCreateTopics = false,
        AutoOffsetReset = AutoOffsetReset.Earliest,
    })
    .SetKeyDeserializer(NullableBytes.Instance).SetValueDeserializer(NullableBytes.Instance)
    .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { })
    .Build();

    private async Task<T> OffThreadAsync<T>(Func<T> read, CancellationToken cancellationToken)
    {
        try
        {
            // The client blocks.
            return await Task.Run(read, cancellationToken);
        }
        catch (Exception failure) when (failure is KafkaException or ArgumentException or InvalidOperationException)
        {
            throw new CannotLookException(Option, $"can't read Kafka at {bootstrapServers}", failure);
        }
    }
}
