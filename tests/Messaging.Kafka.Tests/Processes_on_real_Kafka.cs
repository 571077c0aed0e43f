using Messaging.Kafka.Tests.Support;
using Messaging.KafkaRun;
using Messaging.KafkaRun.App;
using Messaging.KafkaRun.Faults;
using Messaging.Testing;

namespace Messaging.Kafka.Tests;

/// <summary>Faults that take a process of its own, one at a time; <see cref="KafkaRunTests"/> has them all together.</summary>
public sealed class Processes_on_real_Kafka(RealKafka cluster) : KafkaContract(cluster), IClassFixture<RealKafka>, IAsyncLifetime
{
    private const int Records = 2_000;
    private const int Keys = 40;
    private static readonly TimeSpan LongPatience = TimeSpan.FromSeconds(120);
    private readonly List<Child> _children = [];
    private RunSurroundings _run = null!;
    private History _history = null!;

    public async ValueTask InitializeAsync()
    {
        var database = await (await TestServers.GetPostgresAsync(Token)).CreateDatabaseAsync(Token);
        var folder = Directory.CreateTempSubdirectory("messaging-kafka-processes-").FullName;
        _run = new RunSurroundings("run", database, Servers, $"steps-{Guid.NewGuid():N}", 1, Records, Keys, folder);
        using (var host = RunHost.Build(_run, member: false))
            await RunHost.CreateTablesAsync(host.Services, Token);
        _history = new History(_run);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var child in _children)
            await child.DisposeAsync();
        await _history.DisposeAsync();
    }

    [Fact]
    public async Task A_member_that_was_frozen_beyond_its_session_wakes_up_and_doubles_and_reorders_nothing()
    {
        var member = Start("member", "one");
        Start("member", "two");
        Start("producer", "producer");
        await UntilAsync(async () => await _history.EffectsAsync(Token) > 50 && await _history.ClaimsAsync(Token) >= RunSurroundings.Partitions, "both were at work");

        member.Freeze();
        var claims = await _history.ClaimsAsync(Token);
        await UntilAsync(async () => await _history.ClaimsAsync(Token) > claims, "its partitions went to the other");
        member.Thaw();

        await AllInOrderAsync();
    }

    [Fact]
    public async Task A_member_that_is_killed_while_a_key_is_parked_leaves_it_parked_and_its_order_to_the_next()
    {
        var member = Start("member", "one");
        Start("producer", "producer");
        await UntilAsync(async () => await _history.ParkedKeysAsync(Token) > 0, "a key was parked");

        await member.KillAsync();
        (await _history.ParkedKeysAsync(Token)).ShouldBeGreaterThan(0);
        member.Start();

        await AllInOrderAsync();
        (await _history.ParkedKeysAsync(Token)).ShouldBe(0);
    }

    private Child Start(string role, string name)
    {
        var child = new Child(role, _run with { Name = name });
        _children.Add(child);
        child.Start();
        return child;
    }

    private async Task AllInOrderAsync()
    {
        await Eventually.BecomesTrueAsync(async () => await _history.EffectsAsync(Token) >= Records, LongPatience, "all records took effect", Token);
        var lag = await _history.LagAsync(LongPatience, Token);
        var result = await _history.ResultAsync(0, "one", lag, TimeSpan.Zero, Token);
        TestContext.Current.TestOutputHelper!.WriteLine($"{result}");
        result.Effects.ShouldBe(Records);
        result.Distinct.ShouldBe(Records);
        result.OutOfOrder.ShouldBe(0);
        result.DeadLetters.ShouldBe(0);
        result.Parked.ShouldBe(0);
        result.Lag.ShouldBe(0);
    }
}
