using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Messaging.Kafka.Tests.Support;

namespace Messaging.Kafka.Tests;

/// <summary>What is declared of topics, on real Kafka alone: the mock cluster has no administration.</summary>
public sealed class TopicTests(RealKafka cluster) : KafkaContract(cluster), IClassFixture<RealKafka>
{
    [Fact]
    public async Task A_topic_with_fewer_partitions_or_another_policy_is_a_clear_warning()
    {
        var setup = NewSetup() with { Partitions = 6 };
        var state = setup.Topic + "-state";
        await CreateAsync(setup.Topic, 2);
        await CreateAsync(state, 4, ("cleanup.policy", "delete"));

        await using var app = await KafkaApp.StartAsync(setup with
        {
            Kafka = kafka => kafka.Topic(state, topic => topic.Configs["cleanup.policy"] = "compact"),
        });

        await UntilAsync(() => app.Status.Endpoints[0].State == KafkaEndpointState.Running, "the endpoint ran all the same");
        var warnings = app.Log.Lines.Where(l => l.Id == 3052).Select(l => l.Line).ToList();
        warnings.Count.ShouldBe(2);
        warnings.ShouldContain(w => w.Contains($"{setup.Topic} has 2 partitions and 6 are declared", StringComparison.Ordinal));
        warnings.ShouldContain(w => w.Contains($"{state} has cleanup.policy delete and compact is declared", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_topic_that_must_match_holds_the_endpoints_until_it_does()
    {
        var setup = NewSetup();
        var state = setup.Topic + "-state";
        await CreateAsync(state, 1);
        await using var app = await KafkaApp.StartAsync(setup with
        {
            Kafka = kafka => kafka.Topic(state, topic => (topic.Partitions, topic.MustMatch) = (3, true)),
        });

        await UntilAsync(() => app.Status.LastError is not null, "the difference was found");
        app.Status.LastError!.ShouldContain($"Topic {state} has 1 partitions and 3 are declared");
        app.Status.Endpoints[0].State.ShouldBe(KafkaEndpointState.Starting);
        app.Log.Lines.Count(l => l.Id == 3056).ShouldBe(1);

        using (var admin = Admin())
            await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = state, IncreaseTo = 3 }]);
        await UntilAsync(() => app.Status is { LastError: null, Endpoints: [{ State: KafkaEndpointState.Running }] }, "the endpoint ran");
    }

    [Fact]
    public async Task More_replicas_than_brokers_are_named_once_and_the_rest_works()
    {
        var setup = NewSetup();
        await using var app = await KafkaApp.StartAsync(setup with
        {
            Kafka = kafka => kafka.Topic(setup.Topic + "-wide", topic => topic.ReplicationFactor = 5),
        });

        await UntilAsync(() => app.Log.Lines.Any(l => l.Id == 3051), "the broker refused it");
        app.Log.Lines.ShouldContain(l => l.Id == 3053 && l.Line.Contains("declared with 5 replicas and the cluster has 1 brokers", StringComparison.Ordinal));
        await UntilAsync(() => app.Status.Endpoints[0].State == KafkaEndpointState.Running, "the endpoint ran");
        app.Log.Lines.Count(l => l.Id is 3051 or 3053).ShouldBe(2);
    }

    private IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Servers }).Build();

    private async Task CreateAsync(string topic, int partitions, params (string Name, string Value)[] configs)
    {
        using var admin = Admin();
        await admin.CreateTopicsAsync(
            [new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = 1, Configs = configs.ToDictionary(c => c.Name, c => c.Value) }]);
    }
}
