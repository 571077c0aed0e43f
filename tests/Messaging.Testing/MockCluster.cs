using Confluent.Kafka;
using Messaging.Testing.Hosts;

namespace Messaging.Testing;

/// <summary>librdkafka's mock cluster, the last resort for Kafka; it lives as long as the client that started it.</summary>
internal static class MockCluster
{
    private const string Why = "it is librdkafka's mock cluster inside the test process. Set KAFKA_HOME to an unpacked Apache Kafka (and have Java 17).";

    public static async Task<Offer<KafkaServer>> TryAsync(CancellationToken cancellationToken)
    {
        var configuration = new AdminClientConfig { BootstrapServers = "127.0.0.1:1" };
        configuration.Set("test.mock.num.brokers", "1");
        var owner = new AdminClientBuilder(configuration).SetLogHandler(static (_, _) => { }).Build();
        var metadata = await Task.Run(() => owner.GetMetadata(TimeSpan.FromSeconds(10)), cancellationToken);
        var addresses = string.Join(',', metadata.Brokers.Select(broker => $"{broker.Host}:{broker.Port}"));
        return Offer<KafkaServer>.Of(await ServerSearch.ReadyAsync(
            new KafkaServer(new ForeignHost(ServerSource.Embedded, Why, owner), addresses), cancellationToken));
    }
}
