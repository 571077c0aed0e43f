using Messaging.Testing;
using Npgsql;
using Orders.Acceptance.Fixtures;
using Orders.Acceptance.Support;
using StackExchange.Redis;

namespace Orders.Acceptance;

/// <summary>Entries of a stream, an inbox in PostgreSQL, and a process that dies between its COMMIT and its acknowledgement.</summary>
public sealed class When_orders_are_imported_and_a_replica_is_killed
{
    private const string Stream = "orders.import";
    private const string Group = "orders";
    private const int Entries = 600;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_entry_that_was_committed_and_not_acknowledged_becomes_no_second_order()
    {
        await using var servers = await Servers.StartAsync(Cancelled);
        await using var redis = await TestServers.StartRedisAsync(null, Cancelled);
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{redis.ConnectionString},allowAdmin=true");
        var database = connection.GetDatabase();
        var settings = servers.Settings(BuiltService.Dll, BuiltService.NewLogFolder());
        await using var replicas = new Replicas(
            settings with { Settings = new Dictionary<string, string>(settings.Settings) { ["ConnectionStrings__Redis"] = redis.ConnectionString } }, 2);
        var (victim, heir) = (replicas.Processes[0], replicas.Processes[1]);
        await victim.StartAndWaitAsync(Patience, Cancelled);

        for (var number = 0; number < Entries; number++)
        {
            NameValueEntry[] fields = [new("customerId", $"import-{number}"), new("lines", """[{"sku":"SKU-001","quantity":1,"unitPrice":9.5}]""")];
            await database.StreamAddAsync(Stream, fields);
        }

        // From here on nothing is acknowledged, so that what the victim commits comes again.
        await database.ExecuteAsync("CLIENT", "PAUSE", "120000", "WRITE");
        await UntilAsync(async () => await OrdersAsync(servers) >= await AcknowledgedAsync(database) + 10, "the victim has committed what it could not acknowledge");
        await victim.KillAsync(Cancelled);
        await database.ExecuteAsync("CLIENT", "UNPAUSE");
        await heir.StartAndWaitAsync(Patience, Cancelled);

        await UntilAsync(async () => await GroupAsync(database) is { PendingMessageCount: 0, Lag: 0 }, "the heir has taken over what was left and done it");
        (await OrdersAsync(servers)).ShouldBe(Entries);
        (await AskAsync(servers, "select count(distinct customer_id) from orders")).ShouldBe(Entries);
        (await database.StreamLengthAsync($"{Stream}:dead")).ShouldBe(0);
    }

    private static async Task<StreamGroupInfo> GroupAsync(IDatabase database) =>
        (await database.StreamGroupInfoAsync(Stream)).Single(group => group.Name == Group);

    private static async Task<long> AcknowledgedAsync(IDatabase database) => await GroupAsync(database) switch
    {
        { Lag: { } lag } group => Entries - lag - group.PendingMessageCount,
        _ => Entries,
    };

    private static Task<long> OrdersAsync(Servers servers) => AskAsync(servers, "select count(*) from orders");

    private static async Task<long> AskAsync(Servers servers, string question)
    {
        await using var connection = new NpgsqlConnection(servers.Database);
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(question, connection);
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    private static Task UntilAsync(Func<Task<bool>> condition, string because) => Eventually.BecomesTrueAsync(condition, Patience, because, Cancelled);
}
