using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Messaging.Testing.Hosts;

namespace Messaging.Testing;

/// <summary>
/// A Kafka broker for tests. When its <see cref="TestServer.Source"/> is <see cref="ServerSource.Embedded"/> it is librdkafka's mock cluster:
/// it creates topics on first use, can't create them by request or describe groups, and can't be killed.
/// </summary>
public sealed class KafkaServer : TestServer
{
    // Their hashes reach each of the four partitions of __consumer_offsets, and so each coordinator.
    private static readonly string[] Groups = ["a", "b", "c", "d"];

    internal KafkaServer(IServerHost host, string connectionString)
        : base("Kafka", host, connectionString)
    {
    }

    /// <summary>Creates a topic and waits until the broker serves it.</summary>
    public async Task CreateTopicAsync(string topic, int partitions, CancellationToken cancellationToken = default)
    {
        using var admin = Connect();
        if (Source != ServerSource.Embedded)
            await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = 1 }]);
        await Eventually.BecomesTrueAsync(
            () => Task.Run(() => admin.GetMetadata(topic, TimeSpan.FromSeconds(5)).Topics.Single().Partitions.Count > 0, cancellationToken),
            TimeSpan.FromSeconds(20),
            $"topic {topic} had partitions",
            cancellationToken);
    }

    private protected override async Task ProbeAsync(CancellationToken cancellationToken)
    {
        using var admin = Connect();
        // The client has no asynchronous form of this.
        var metadata = await Task.Run(() => admin.GetMetadata(TimeSpan.FromSeconds(3)), cancellationToken);
        if (metadata.Brokers.Count == 0)
            throw new KafkaException(ErrorCode.BrokerNotAvailable);
        if (Source == ServerSource.Embedded)
            return;
        // Not their offsets: asking for those crashes librdkafka when the coordinator is not ready.
        await admin.DescribeConsumerGroupsAsync(Groups, new DescribeConsumerGroupsOptions { RequestTimeout = TimeSpan.FromSeconds(5) });
    }

    private IAdminClient Connect() =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = ConnectionString, SocketTimeoutMs = 5_000 })
            // Refused connections are what a wait for readiness is made of.
            .SetLogHandler(static (_, _) => { })
            .SetErrorHandler(static (_, _) => { })
            .Build();
}
