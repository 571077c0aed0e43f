using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Messaging.Benchmarks.App;
using Messaging.Testing;

namespace Messaging.Benchmarks.Raw;

/// <summary>Confluent's client alone, as its own documentation uses it.</summary>
internal static class RawTopic
{
    private const int Keys = 1_000;
    private const int Partitions = 4;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<string> CreateAsync(KafkaServer kafka, CancellationToken cancellationToken)
    {
        var topic = $"bench-{Guid.NewGuid():N}";
        await kafka.CreateTopicAsync(topic, Partitions, cancellationToken);
        return topic;
    }

    public static Task FillAsync(string servers, string topic, int count, CancellationToken cancellationToken) =>
        FillAsync(servers, topic, count, Reading.Of, cancellationToken);

    public static async Task FillAsync<T>(string servers, string topic, int count, Func<int, T> message, CancellationToken cancellationToken)
    {
        var config = new ProducerConfig
        {
            BootstrapServers = servers, EnableIdempotence = true, Partitioner = Partitioner.Murmur2Random, LingerMs = 20, QueueBufferingMaxMessages = 1_000_000,
        };
        using var producer = new ProducerBuilder<string, byte[]>(config).Build();
        var failed = 0;
        for (var number = 0; number < count; number++)
        {
            var record = new Message<string, byte[]>
            {
                Key = $"key-{number % Keys:0000}",
                Value = JsonSerializer.SerializeToUtf8Bytes(message(number), Json),
                Headers = [new Header("message-id", Encoding.UTF8.GetBytes(Guid.CreateVersion7().ToString()))],
            };
            producer.Produce(topic, record, report => failed += report.Error.IsError ? 1 : 0);
        }

        await Task.Run(() => producer.Flush(cancellationToken), cancellationToken);
        if (failed > 0)
            throw new InvalidOperationException($"{failed} records were not produced.");
    }

    /// <summary>Takes every record of the topic, in a new group; where asked, with what the rider sets of the client, too.</summary>
    public static Task ConsumeAsync(
        string servers, string topic, int count, ReadingCount seen, bool asRider, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () =>
        {
            var config = new ConsumerConfig { BootstrapServers = servers, GroupId = $"raw-{Guid.NewGuid():N}", AutoOffsetReset = AutoOffsetReset.Earliest };
            if (asRider)
                (config.QueuedMaxMessagesKbytes, config.FetchQueueBackoffMs, config.FetchWaitMaxMs) = (16_384, 50, 100);
            using var consumer = new ConsumerBuilder<byte[], byte[]>(config).Build();
            consumer.Subscribe(topic);
            var firsts = Firsts(consumer, topic);
            for (var taken = 0; taken < count; taken++)
            {
                var record = consumer.Consume(cancellationToken);
                seen.Begin();
                seen.Saw(firsts[record.Partition.Value] + (int)record.Offset.Value);
            }

            consumer.Close();
        },
        cancellationToken,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    // Numbers all records of the topic: those of a partition begin where those of the one before end.
    private static int[] Firsts(IConsumer<byte[], byte[]> consumer, string topic)
    {
        var firsts = new int[Partitions];
        for (var partition = 1; partition < Partitions; partition++)
            firsts[partition] = firsts[partition - 1] + (int)consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition - 1), TimeSpan.FromSeconds(10)).High.Value;
        return firsts;
    }
}
