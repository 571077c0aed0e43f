using Messaging.EntityFrameworkCore.Tests.Crash;
using Messaging.EntityFrameworkCore.Tests.DeadLetters;
using Messaging.Testing;

namespace Messaging.EntityFrameworkCore.Tests.Faults;

/// <summary>Faults of RabbitMQ that concern the sender.</summary>
public sealed class BrokerFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broker_in_alarm_costs_no_message_an_attempt_and_what_waits_is_in_the_table()
    {
        await using var server = await TestServers.StartRabbitMqAsync(cancellationToken: Token);
        await using var app = await RabbitMqSends.StartAsync(server, options => options.SendTimeout = TimeSpan.FromSeconds(1));
        await app.SendAsync("queue:take-note", "before");
        await app.UntilTakenAsync("before");

        await server.RunCtlAsync(["set_vm_memory_high_watermark", "0.00001"], Token);
        for (var i = 0; i < 50; i++)
            await app.SendAsync("queue:take-note", $"during {i}", key: $"{i % 5}");
        // Longer than a message would have attempts.
        await Eventually.BecomesTrueAsync(() => app.Host.Log.Lines.Count(line => line.Id == 2201) > RabbitMqSends.Limit, Patience, "the relay had tried some times", Token);
        (await app.CountAsync("select count(*) from messaging.outbox_message")).ShouldBeGreaterThan(0);
        (await app.CountAsync("select coalesce(max(attempts), 0)::bigint from messaging.outbox_message")).ShouldBe(0);

        await server.RunCtlAsync(["set_vm_memory_high_watermark", "0.6"], Token);
        await Eventually.BecomesTrueAsync(
            () => Enumerable.Range(0, 50).All(i => app.Host.Calls.Count($"during {i}") == 1), Patience, "all had arrived, each once", Token);
        (await app.Host.DeadLettersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Connections_to_the_broker_that_break_again_and_again_lose_double_and_swap_nothing()
    {
        await using var cluster = await CrashCluster.StartAsync(survivor: false);
        var broker = new Uri(cluster.Settings.RabbitMq);
        await using var proxy = new TcpProxy("127.0.0.1", broker.Port);
        await using var replica = await cluster.StartReplicaAsync(change: settings => settings with
        {
            RabbitMq = new UriBuilder(broker) { Host = "127.0.0.1", Port = proxy.Port }.Uri.ToString(),
        });
        var stop = false;
        var load = cluster.ProduceAsync(() => replica, () => !Volatile.Read(ref stop));
        for (var i = 0; i < LongRun.Of(1, 100); i++)
        {
            var arrived = cluster.History.Arrivals.Count;
            await Eventually.BecomesTrueAsync(() => cluster.History.Arrivals.Count > arrived + 20, Patience, "messages flowed again", Token);
            proxy.Cut();
            proxy.Mend();
        }

        Volatile.Write(ref stop, true);
        await load;
        await cluster.CheckAsync("connections cut");
    }
}
