using Messaging.DeadLetters;
using Messaging.DeadLetters.Administration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Orders.Service.Persistence;
using StackExchange.Redis;

namespace Orders.Service.Tests.Redis;

public sealed class ImportTests(ServiceWithRedis service) : IClassFixture<ServiceWithRedis>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private const string Lines = """[{"sku":"SKU-001","quantity":1,"unitPrice":9.5}]""";

    [Fact]
    public async Task An_entry_of_the_import_stream_becomes_an_order_that_runs_to_its_end()
    {
        await AddAsync(("customerId", "import-1"), ("lines", Lines));

        await ServiceWithRedis.UntilAsync(async () => await service.OrdersOfAsync("import-1") is ["Confirmed"], "the order is confirmed");
        await DoneAsync();
    }

    [Fact]
    public async Task The_key_is_an_idempotency_key_and_another_order_under_it_is_a_dead_letter()
    {
        for (var copy = 0; copy < 3; copy++)
            await AddAsync(("customerId", "import-2"), ("lines", Lines), ("key", "legacy-17"));
        // Entries are worked on side by side: only what comes later is sure to be the other one.
        await DoneAsync();
        await AddAsync(("customerId", "import-2"), ("lines", """[{"sku":"SKU-002","quantity":2,"unitPrice":1}]"""), ("key", "legacy-17"));
        await DoneAsync();

        (await service.OrdersOfAsync("import-2")).Count.ShouldBe(1);
        await DeadAsync("The key 'legacy-17' was used for another order.");
    }

    [Fact]
    public async Task What_is_no_order_is_a_dead_letter_that_says_why_and_the_others_go_on()
    {
        await AddAsync(("customerId", "import-3"));
        await AddAsync(("customerId", "import-3"), ("lines", "no json"));
        await AddAsync(("customerId", "import-3"), ("lines", """[{"sku":"SKU-001","quantity":0,"unitPrice":9.5}]"""));
        await AddAsync(("customerId", "import-3"), ("lines", Lines), ("key", "not visible \u0001"));
        await AddAsync(("unknown", "map"));
        await AddAsync(("customerId", "import-3"), ("lines", Lines));
        await DoneAsync();

        (await service.OrdersOfAsync("import-3")).Count.ShouldBe(1);
        await DeadAsync("lines[0].quantity: Must be a whole number from 1 to 10,000.");
        await DeadAsync("The field 'key' must have 1 to 255 visible ASCII characters.");
        await DeadAsync("The field 'lines' is not JSON");
        await DeadAsync("missing required properties including: 'lines'");
        // That of the map of which nothing is known.
        await DeadAsync("missing required properties including: 'customerId', 'lines'");
    }

    [Fact]
    public async Task A_dead_letter_of_the_stream_is_replayed_to_its_consumer_and_a_second_replay_finds_it_done()
    {
        await AddAsync(("customerId", "import-4"), ("lines", Lines), ("key", "legacy-4"));
        await DoneAsync();
        await AddAsync(("customerId", "import-5"), ("lines", Lines), ("key", "legacy-4"));
        await DoneAsync();
        await using var scope = service.Services.CreateAsyncScope();
        var letters = scope.ServiceProvider.GetRequiredService<IDeadLetterAdministration>();
        var letter = (await letters.ListAsync(new DeadLetterFilter { SourceSystem = "redis" }, null, 100, Token)).Single(one => one.Letter.ExceptionMessage!.Contains("legacy-4", StringComparison.Ordinal));
        // The cause is repaired.
        (await scope.ServiceProvider.GetRequiredService<OrdersDbContext>().Set<IdempotencyKeyEntry>().Where(entry => entry.Key == "legacy-4").ExecuteDeleteAsync(Token)).ShouldBe(1);

        var replay = new ReplayRequest { Actor = "test", Ids = [letter.Id] };
        (await letters.ReplayAsync(replay, Token)).Letters.Single().Outcome.ShouldBe(ReplayOutcome.Replayed);

        await ServiceWithRedis.UntilAsync(async () => await service.OrdersOfAsync("import-5") is ["Confirmed"], "its order is confirmed");
        await ServiceWithRedis.UntilAsync(async () => await service.Raw.StreamLengthAsync("orders.import:orders:replay") == 0, "the replay is removed");
        var inbox = scope.ServiceProvider.GetServices<IDeadLetterRoute>().Last(route => route.Handles("redis")).EndpointOf(letter);
        var known = await scope.ServiceProvider.GetRequiredService<OrdersDbContext>().Database
            .SqlQuery<string>($"select endpoint || ' ' || lower(message_id) as \"Value\" from messaging_inbox_message").ToListAsync(Token);
        known.ShouldContain($"{inbox} {letter.Letter.OriginalMessageId}", "the inbox knows it by the endpoint's name and the original id");
    }

    [Fact]
    public async Task Entries_that_are_delivered_again_after_Redis_was_killed_make_no_second_order()
    {
        await AddAsync(("customerId", "import-6"), ("lines", Lines));
        await DoneAsync();
        var before = (await service.Raw.StreamInfoAsync("orders.import")).LastGeneratedId;
        for (var number = 0; number < 20; number++)
        {
            await AddAsync(("customerId", "import-7"), ("lines", Lines));
            if (number == 10)
            {
                await service.Redis.KillAsync(Token);
                await service.Redis.StartAsync(Token);
                await ServiceWithRedis.UntilAsync(() => Task.FromResult(service.Connection.IsConnected), "it is back");
            }
        }

        await ServiceWithRedis.UntilAsync(async () => (await service.OrdersOfAsync("import-7")).Count == 20, "each is an order");
        await DoneAsync();

        // As after a fail-over to a replica that had not heard of any acknowledgement.
        await service.Raw.ExecuteAsync("XGROUP", "SETID", "orders.import", "orders", before);
        var last = (await service.Raw.StreamInfoAsync("orders.import")).LastGeneratedId;
        await ServiceWithRedis.UntilAsync(
            async () => (await service.Raw.StreamGroupInfoAsync("orders.import")).Single(one => one.Name == "orders") is { PendingMessageCount: 0 } group && group.LastDeliveredId == last,
            "all were delivered again and acknowledged");
        (await service.OrdersOfAsync("import-7")).Count.ShouldBe(20);
    }

    private async Task AddAsync(params (string Name, string Value)[] fields) =>
        await service.Raw.StreamAddAsync("orders.import", [.. fields.Select(field => new NameValueEntry(field.Name, field.Value))]);

    private Task DoneAsync() => ServiceWithRedis.UntilAsync(
        async () =>
        {
            var group = (await service.Raw.StreamGroupInfoAsync("orders.import")).Single(one => one.Name == "orders");
            return group is { PendingMessageCount: 0, Lag: 0 } && await service.Raw.StreamLengthAsync("orders.import:dead") == 0;
        },
        "everything is at its end");

    /// <summary>One dead letter says so, in the table and not only in Redis.</summary>
    private async Task DeadAsync(string reason)
    {
        service.Services.GetService<IDeadLetterStore>().ShouldNotBeNull();
        await using var scope = service.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<OrdersDbContext>();
        var reasons = await context.Database.SqlQueryRaw<string>("select exception_message from messaging_dead_letter where source_system = 'redis'").ToListAsync(TestContext.Current.CancellationToken);
        reasons.Count(one => one.Contains(reason, StringComparison.Ordinal)).ShouldBe(1, string.Join('\n', reasons));
    }
}
