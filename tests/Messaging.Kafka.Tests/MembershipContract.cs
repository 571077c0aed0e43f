using System.Collections.Concurrent;
using Confluent.Kafka;
using Messaging.Kafka.Tests.Support;

namespace Messaging.Kafka.Tests;

public abstract class MembershipContract(KafkaCluster cluster) : KafkaContract(cluster)
{
    [Fact]
    public async Task Members_come_and_go_and_nothing_is_lost_or_reordered()
    {
        const int Keys = 12, Each = 40;
        var seen = new ConcurrentDictionary<string, ConcurrentQueue<int>>();
        var ids = new ConcurrentDictionary<Guid, bool>();
        var setup = NewSetup() with
        {
            Handle = async (context, _) =>
            {
                await Task.Delay(5, context.CancellationToken);
                if (ids.TryAdd(context.MessageId!.Value, true))
                    seen.GetOrAdd(context.Message.Key, _ => new()).Enqueue(context.Message.Number);
            },
        };
        await using var first = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        await UntilAsync(() => first.Status.Endpoints[0].Partitions.Count == 4, "the first member had all partitions");

        await SendAsync(client, setup.Topic, 0, Each / 2);
        await using var second = await KafkaApp.StartAsync(setup);
        await UntilAsync(() => second.Status.Endpoints[0].Partitions.Count == 2, "the second member had its half");
        first.Status.Endpoints[0].Partitions.Count.ShouldBe(2);
        await SendAsync(client, setup.Topic, Each / 2, Each);
        await first.StopAsync();

        await UntilAsync(() => seen.Values.Sum(q => q.Count) == Keys * Each, "all records were handled");
        foreach (var numbers in seen.Values)
            numbers.ShouldBe(Enumerable.Range(0, Each));

        static async Task SendAsync(RawKafka client, string topic, int from, int to)
        {
            for (var number = from; number < to; number++)
                await Task.WhenAll(Enumerable.Range(0, Keys).Select(key => client.NoteAsync(topic, $"key-{key}", number)));
        }
    }

    [Fact]
    public async Task A_service_starts_while_Kafka_is_away_and_goes_on_when_it_comes()
    {
        var seen = new ConcurrentQueue<int>();
        await using var door = new Door(Servers);
        var setup = new Setup(door.Address) with
        {
            Handle = (context, _) =>
            {
                seen.Enqueue(context.Message.Number);
                return Task.CompletedTask;
            },
        };

        await using var app = await KafkaApp.StartAsync(setup);
        await UntilAsync(() => app.Status.LastError is not null, "the outage was noticed");
        app.Status.EverConnected.ShouldBeFalse();
        app.Status.LastError!.ShouldContain(door.Address);
        app.Status.Endpoints[0].State.ShouldBe(KafkaEndpointState.Starting);

        door.Open();
        await UntilAsync(() => app.Status is { Connected: true, Endpoints: [{ State: KafkaEndpointState.Running }] }, "the endpoint ran");
        using var client = NewClient();
        await client.NoteAsync(setup.Topic, "k", 1);
        await UntilAsync(() => seen.Count == 1, "the record was handled");
    }

    [Fact]
    public async Task Declared_topics_and_the_dead_letter_topic_are_there_after_the_start()
    {
        var setup = NewSetup() with { Partitions = 6 };
        await using var app = await KafkaApp.StartAsync(setup);
        await UntilAsync(() => app.Status.Endpoints[0].State == KafkaEndpointState.Running, "the endpoint ran");

        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Servers }).Build();
        var topics = admin.GetMetadata(TimeSpan.FromSeconds(10)).Topics.ToDictionary(t => t.Topic, t => t.Partitions.Count);

        topics[setup.Topic].ShouldBe(HasTopicAdministration ? 6 : 4);
        topics[setup.DeadLetters].ShouldBe(HasTopicAdministration ? 1 : 4);
        app.Log.Lines.Count(l => l.Id == 3054).ShouldBe(HasTopicAdministration ? 0 : 1);
    }
}

public sealed class Membership_on_the_mock_cluster(MockKafka cluster) : MembershipContract(cluster), IClassFixture<MockKafka>;

public sealed class Membership_on_real_Kafka(RealKafka cluster) : MembershipContract(cluster), IClassFixture<RealKafka>;
