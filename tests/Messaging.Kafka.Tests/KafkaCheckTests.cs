using Confluent.Kafka;
using MassTransit;
using Messaging.Checks;
using Messaging.Failures;
using Messaging.Kafka.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Messaging.Kafka.Tests;

/// <summary>What the checks find of Kafka, while the bus itself has not started.</summary>
public sealed class KafkaCheckTests
{
    private const string Topic = "notes";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("kafka.example:9092", null, CheckState.Warning)]
    [InlineData("127.0.0.1:9092,kafka.example:9092", SecurityProtocol.SaslPlaintext, CheckState.Warning)]
    [InlineData("kafka.example:9092", SecurityProtocol.Ssl, CheckState.Good)]
    [InlineData("kafka.example:9092", SecurityProtocol.SaslSsl, CheckState.Good)]
    [InlineData("127.0.0.1:9092,localhost:9093", null, CheckState.Good)]
    public async Task Brokers_on_other_machines_need_TLS(string servers, SecurityProtocol? protocol, CheckState state)
    {
        using var host = HostOf(servers, kafka => kafka.Configure(client => client.SecurityProtocol = protocol));

        var finding = (await FindAsync<KafkaSettingsCheck>(host)).ShouldHaveSingleItem();

        (finding.Name, finding.State).ShouldBe(("tls", state));
        finding.Found.ShouldContain(servers);
        (finding.Remedy.Length > 0).ShouldBe(state is CheckState.Warning);
    }

    [Fact]
    public async Task In_development_nobody_asks_for_TLS()
    {
        using var host = HostOf("kafka.example:9092", _ => { }, environment: "Development");

        (await FindAsync<KafkaSettingsCheck>(host)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(3, CheckState.Good)]
    [InlineData(20, CheckState.Failed)]
    public async Task Retries_that_take_longer_than_a_revocation_waits_are_named_with_their_keys(int retries, CheckState state)
    {
        using var host = HostOf("127.0.0.1:1", _ => { }, failures =>
        {
            failures.Immediate.Retries = retries;
            failures.Immediate.MaxDelay = TimeSpan.FromSeconds(2);
        });

        var finding = (await FindAsync<PollIntervalCheck>(host)).ShouldHaveSingleItem();

        (finding.Name, finding.State).ShouldBe(("poll-interval", state));
        finding.Found.ShouldBe($"topic notes: {retries} retries wait up to {TimeSpan.FromSeconds(2 * retries)}");
        if (state is CheckState.Failed)
            finding.Remedy.ShouldContain("Endpoints__notes__Failures__Immediate__Retries");
    }

    [Theory]
    [InlineData(6, CheckState.Warning)]
    [InlineData(4, CheckState.Good)]
    public async Task A_topic_with_fewer_partitions_than_declared_is_named_with_the_command_that_adds_some(int declared, CheckState state)
    {
        await using var cluster = new EmbeddedKafka();
        using (var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = cluster.BootstrapServers }).Build())
            await producer.ProduceAsync(Topic, new Message<string, string> { Key = "k", Value = "{}" }, Cancelled);
        // The mock cluster makes topics of 4.
        using var host = HostOf(cluster.BootstrapServers, kafka => kafka.Topic(Topic, topic => topic.Partitions = declared));

        var finding = (await FindAsync<KafkaTopicsCheck>(host)).Single(finding => finding.Found.StartsWith($"topic {Topic}:", StringComparison.Ordinal));

        (finding.Name, finding.State, finding.Found).ShouldBe(("topic-partitions", state, "topic notes: 4"));
        if (state is CheckState.Warning)
            finding.Remedy.ShouldContain("kafka-topics.sh --alter --topic notes --partitions 6");
    }

    [Fact]
    public async Task A_topic_that_is_not_there_yet_is_good_and_brokers_that_are_away_are_not_known()
    {
        await using var cluster = new EmbeddedKafka();
        using var there = HostOf(cluster.BootstrapServers, kafka => kafka.Topic("made-later"));
        using var away = HostOf("127.0.0.1:1", kafka => kafka.Topic("made-later"));

        (await FindAsync<KafkaTopicsCheck>(there)).ShouldAllBe(finding => finding.State == CheckState.Good);
        (await FindAsync<KafkaTopicsCheck>(away)).ShouldHaveSingleItem().State.ShouldBe(CheckState.Unknown);
    }

    private static Task<IReadOnlyList<CheckFinding>> FindAsync<TCheck>(IHost host)
        where TCheck : class, IStartupCheck =>
        new StartupChecks([.. host.Services.GetServices<IStartupCheck>().OfType<TCheck>()], host.Services, TimeProvider.System).RunAsync(Cancelled);

    private static IHost HostOf(string servers, Action<IKafkaConfigurator> configure, Action<FailureOptions>? failures = null, string environment = "Production")
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Services.AddSingleton(TimeProvider.System).AddFailurePolicy().AddKafkaChecks();
        builder.Services.Configure<FailureOptions>(options => failures?.Invoke(options));
        builder.Services.AddSingleton<NotesSeen>().AddSingleton(new NoteHandler((_, _) => Task.CompletedTask));
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingInMemory((_, _) => { });
            bus.AddRider(rider =>
            {
                rider.AddConsumer<NoteConsumer>();
                rider.UsingKafka((context, kafka) =>
                {
                    kafka.Host(servers);
                    configure(kafka);
                    kafka.TopicEndpoint<string, Note>(Topic, "tests", endpoint =>
                    {
                        endpoint.UseFailurePolicy(context, redelivery: false, name: Topic);
                        endpoint.ConfigureConsumer<NoteConsumer>(context);
                    });
                });
            });
        });
        return builder.Build();
    }
}
