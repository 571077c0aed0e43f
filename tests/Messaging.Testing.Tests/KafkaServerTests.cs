using Confluent.Kafka;

namespace Messaging.Testing.Tests;

public sealed class KafkaServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_broker_comes_back_with_what_it_confirmed()
    {
        await using var server = await TestServers.StartKafkaAsync(cancellationToken: Token);
        var topic = $"kept-{Guid.NewGuid():N}";
        await server.CreateTopicAsync(topic, 1, Token);
        await ProduceAsync(server, topic, "before");

        await server.KillAsync(Token);
        await server.StartAsync(Token);

        await ProduceAsync(server, topic, "after");
        (await ConsumeAsync(server, topic, 2)).ShouldBe(["before", "after"]);
    }

    [Fact]
    public async Task The_mock_cluster_serves_when_there_is_nothing_else_and_can_not_be_killed()
    {
        var nothing = new Surroundings(name => name == "DOCKER_HOST" ? "unix:///nowhere/docker.sock" : null, []);
        await using var server = await ServerPlaces.KafkaAsync(nothing, shared: true, mock: true, settings: null, Token);
        server.Source.ShouldBe(ServerSource.Embedded);
        var topic = $"mock-{Guid.NewGuid():N}";
        await ProduceAsync(server, topic, "one");
        (await ConsumeAsync(server, topic, 1)).ShouldBe(["one"]);
        (await Should.ThrowAsync<InvalidOperationException>(() => server.KillAsync(Token))).Message.ShouldContain("Set KAFKA_HOME");
    }

    private static async Task ProduceAsync(KafkaServer server, string topic, string value)
    {
        using var producer = new ProducerBuilder<Null, string>(
            new ProducerConfig { BootstrapServers = server.ConnectionString, Acks = Acks.All }).Build();
        await producer.ProduceAsync(topic, new Message<Null, string> { Value = value }, Token);
    }

    private static async Task<string[]> ConsumeAsync(KafkaServer server, string topic, int count)
    {
        using var consumer = new ConsumerBuilder<Ignore, string>(new ConsumerConfig
        {
            BootstrapServers = server.ConnectionString,
            GroupId = $"group-{Guid.NewGuid():N}",
            AutoOffsetReset = AutoOffsetReset.Earliest,
        }).Build();
        consumer.Subscribe(topic);
        var values = new List<string>();
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                if (await Task.Run(() => consumer.Consume(TimeSpan.FromSeconds(1)), Token) is { } record)
                    values.Add(record.Message.Value);
                return values.Count >= count;
            },
            TimeSpan.FromSeconds(30),
            $"{count} records were read",
            Token);
        consumer.Close();
        return [.. values];
    }
}
