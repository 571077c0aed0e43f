using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Messaging.Testing.Poison;

namespace Messaging.Kafka.Tests.Support;

/// <summary>A plain client, as another language's would be.</summary>
public sealed class RawKafka(string servers) : IDisposable
{
    private readonly IProducer<byte[]?, byte[]?> _producer = new ProducerBuilder<byte[]?, byte[]?>(
        new ProducerConfig { BootstrapServers = servers, Partitioner = Partitioner.Murmur2Random, EnableIdempotence = true })
        .SetKeySerializer(Serializers.ByteArray!).SetValueSerializer(Serializers.ByteArray!).Build();

    /// <summary>The timestamp of bad records.</summary>
    public static Timestamp Stamp { get; } = new(1_700_000_000_123, TimestampType.CreateTime);

    public Task<DeliveryResult<byte[]?, byte[]?>> NoteAsync(string topic, string? key, int number, int? partition = null) =>
        SendAsync(topic, key, JsonSerializer.Serialize(new { key = key ?? "none", number, surplus = "ignored" }), partition);

    public Task<DeliveryResult<byte[]?, byte[]?>> SendAsync(
        string topic, string? key, string? value, int? partition = null, params (string Name, string Value)[] headers)
    {
        var message = new Message<byte[]?, byte[]?> { Key = Bytes(key), Value = Bytes(value), Headers = [] };
        foreach (var (name, text) in headers)
            message.Headers.Add(name, Encoding.UTF8.GetBytes(text));

        return _producer.ProduceAsync(new TopicPartition(topic, partition ?? Partition.Any), message, TestContext.Current.CancellationToken);
    }

    public Task<DeliveryResult<byte[]?, byte[]?>> SendAsync(string topic, PoisonRecord record, int? partition = null, string key = "k")
    {
        var message = new Message<byte[]?, byte[]?> { Key = Bytes(key), Value = record.Body?.ToArray(), Headers = [], Timestamp = Stamp };
        foreach (var (name, value) in record.Headers)
            message.Headers.Add(name, value?.ToArray());

        return _producer.ProduceAsync(new TopicPartition(topic, partition ?? Partition.Any), message, TestContext.Current.CancellationToken);
    }

    public async Task<IReadOnlyList<ConsumeResult<byte[]?, byte[]?>>> ReadAsync(string topic, int count)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = servers,
            GroupId = $"raw-{Guid.NewGuid():N}",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
        };

        return await Task.Run(() =>
        {
            using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
                .SetKeyDeserializer(Deserializers.ByteArray!).SetValueDeserializer(Deserializers.ByteArray!).Build();
            using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
            var partitions = admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics.Single().Partitions;
            consumer.Assign(partitions.Select(p => new TopicPartitionOffset(topic, p.PartitionId, Offset.Beginning)));
            var read = new List<ConsumeResult<byte[]?, byte[]?>>();
            for (var empty = 0; read.Count < count && empty < 60; empty++)
            {
                if (consumer.Consume(TimeSpan.FromMilliseconds(250)) is not { } result)
                    continue;

                read.Add(result);
                empty = 0;
            }

            // One more look: what must be there once must not be there twice.
            if (consumer.Consume(TimeSpan.FromMilliseconds(500)) is { } surplus)
                read.Add(surplus);

            consumer.Close();
            return read;
        }, TestContext.Current.CancellationToken);
    }

    public async Task<long> CommittedAsync(string group, string topic, int partition)
    {
        return await Task.Run(() =>
        {
            using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = servers, GroupId = group }).Build();
            return consumer.Committed([new TopicPartition(topic, partition)], TimeSpan.FromSeconds(10)).Single().Offset.Value;
        }, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _producer.Dispose();

    private static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);
}
