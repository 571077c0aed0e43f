using System.Collections.Concurrent;
using Messaging.Parking;
using Messaging.Testing;
using Messaging.Testing.Effects;

namespace Messaging.RabbitMq.Tests.Ordering;

/// <summary>Order by key between replicas: one stops, loses its connection, or has lost the queue without knowing.</summary>
public sealed class OrderedReplicasTests(OrderedReplicasTests.OwnServer own) : IClassFixture<OrderedReplicasTests.OwnServer>
{
    private const int Keys = 12;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replicas_that_stop_under_load_hand_the_queue_over_in_order_and_finish_what_they_have_begun()
    {
        var (each, handovers) = (LongRun.Of(80, 200), LongRun.Of(3, 10));
        var (begun, uri, database) = (new ConcurrentQueue<string>(), await own.Server.CreateVirtualHostAsync(Token), await EffectsDatabase.CreateAsync());
        var (held, hold) = (0, NewHold());
        var replicas = new List<OrderedReplica> { await StartHoldingAsync("first") };
        try
        {
            for (var handover = 0; handover < handovers; handover++)
            {
                replicas.Add(await StartHoldingAsync($"replica {handover}"));
                await replicas[^1].SendAsync(OrderedQueueTests.Steps(Keys, each, each * handover));
                await UntilAsync(() => Task.FromResult(Volatile.Read(ref held) >= OrderedReplica.Concurrency), "the active one is in the middle of its work");
                var stopping = replicas[^2].StopAsync();
                hold.SetResult();
                await stopping;
                await UntilAsync(async () => await database.CountAsync() == Keys * each * (handover + 1), "all steps were taken");
                (held, hold) = (0, NewHold());
            }
        }
        finally
        {
            foreach (var replica in replicas)
                await replica.DisposeAsync();
        }

        await ShouldBeInOrderAsync(database, each * handovers);
        begun.Distinct().Count().ShouldBe(handovers + 1, "the queue was handed over each time");
        // Whatever a replica had begun when it was stopped it finished: nothing was begun twice.
        begun.Count.ShouldBe(Keys * each * handovers);

        Task<OrderedReplica> StartHoldingAsync(string name) => OrderedReplica.StartAsync(uri, database, async context =>
        {
            begun.Enqueue(name);
            if (context.Message.Number % each == each / 2)
            {
                Interlocked.Increment(ref held);
                await hold.Task.WaitAsync(context.CancellationToken);
            }

            // The work itself.
            await Task.Delay(TimeSpan.FromMilliseconds(5 + (context.Message.Number % 7)), context.CancellationToken);
        });
    }

    [Fact]
    public async Task Connections_that_are_lost_under_load_cost_no_order_and_no_effect()
    {
        var each = LongRun.Of(30, 300);
        var (held, uri, database) = (new ConcurrentDictionary<string, int>(StringComparer.Ordinal), await own.Server.CreateVirtualHostAsync(Token), await EffectsDatabase.CreateAsync());
        await using var first = await StartHoldingAsync();
        await using var second = await StartHoldingAsync();
        await first.SendAsync(OrderedQueueTests.Steps(Keys, each));

        // Each key is held once, in the middle of its work, until its connection goes.
        foreach (var many in new[] { Math.Min(OrderedReplica.Concurrency, Keys), Keys })
        {
            await UntilAsync(() => Task.FromResult(held.Count >= many), $"{many} keys are held");
            await own.Server.RunCtlAsync(["close_all_connections", "--global", "for a test"], Token);
        }

        await UntilAsync(async () => await database.CountAsync() >= Keys * each, "all steps were taken");
        await ShouldBeInOrderAsync(database, each);
        held.Values.ShouldAllBe(begun => begun > 1, "each was delivered again");

        Task<OrderedReplica> StartHoldingAsync() => OrderedReplica.StartAsync(uri, database, async context =>
        {
            if (context.Message.Number == each / 2 && held.AddOrUpdate(context.Message.Key, 1, (_, begun) => begun + 1) == 1)
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
        });
    }

    [Fact]
    public async Task Who_has_lost_the_queue_without_knowing_takes_no_effect_until_it_is_delivered_again()
    {
        var (begun, uri, database) = (new ConcurrentQueue<string>(), await own.Server.CreateVirtualHostAsync(Token), await EffectsDatabase.CreateAsync());
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var replica = await OrderedReplica.StartAsync(uri, database, async context =>
        {
            begun.Enqueue($"{context.Message.Number}");
            if (context.Message.Number != 0)
                return;
            entered.TrySetResult();
            await goOn.Task.WaitAsync(context.CancellationToken);
        });
        await replica.SendAsync(OrderedQueueTests.Steps(1, 10));
        await entered.Task.WaitAsync(Patience, Token);

        // As the next active consumer does with its first delivery.
        var lost = await replica.Claims.ClaimAsync(new PartitionAddress("rabbitmq", OrderedReplica.Queue, OrderedReplica.Queue, OrderedReplica.Queue, 0), Token);
        goOn.SetResult();

        await UntilAsync(async () => await database.CountAsync() == 10, "all steps were taken");
        (await database.TakenAsync())["key-0"].ShouldBe(Enumerable.Range(0, 10));
        // What it held had to be delivered again, to a consumer with a claim of its own.
        (await replica.Claims.ClaimAsync(lost.Address, Token)).Epoch.ShouldBeGreaterThan(lost.Epoch + 1);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_broker_that_does_not_confirm_the_close()
    {
        var (uri, database) = (await own.Server.CreateVirtualHostAsync(Token), await EffectsDatabase.CreateAsync());
        var direct = new UriBuilder(uri);
        await using var proxy = new TcpProxy(direct.Host, direct.Port);
        var proxied = new UriBuilder(uri) { Host = "127.0.0.1", Port = proxy.Port }.Uri.AbsoluteUri;
        await using var replica = await OrderedReplica.StartAsync(proxied, database, _ => Task.CompletedTask, options => options.ShutdownTimeout = TimeSpan.FromSeconds(6), uri);
        await replica.SendAsync(OrderedQueueTests.Steps(1, 3));
        await UntilAsync(async () => await database.CountAsync() == 3, "it consumes");
        var answers = NewHold();
        proxy.OnAnswer = async _ =>
        {
            await answers.Task;
            return true;
        };

        var stopping = replica.StopAsync();

        // Sooner than the client gives up by itself, which says something else.
        await UntilAsync(() => Task.FromResult(replica.Log.Lines.Any(line => line.Id is 2416 or 2417)), "the close is over");
        replica.Log.Lines.First(line => line.Id is 2416 or 2417).Text.ShouldStartWith("The broker did not confirm within 00:00:01");
        answers.SetResult();
        await stopping;
    }

    [Fact]
    public async Task What_is_still_in_work_when_a_stop_has_no_more_time_is_given_back_and_says_so()
    {
        var (uri, database) = (await own.Server.CreateVirtualHostAsync(Token), await EffectsDatabase.CreateAsync());
        var (begun, hold) = (NewHold(), NewHold());
        await using var replica = await OrderedReplica.StartAsync(
            uri,
            database,
            async _ =>
            {
                begun.TrySetResult();
                // Whatever its token says.
                await hold.Task;
            },
            options => options.ShutdownTimeout = TimeSpan.FromSeconds(3));
        await replica.SendAsync(OrderedQueueTests.Steps(1, 2));
        await begun.Task.WaitAsync(Patience, Token);

        var stopping = replica.StopAsync();
        await UntilAsync(() => Task.FromResult(replica.Log.Lines.Any(line => line.Id == 2418)), "the time is over");
        hold.SetResult();
        await stopping;

        replica.Log.Lines.First(line => line.Id == 2418).Text.ShouldStartWith("1 messages of the ordered queue steps were still in work 00:00:02 after the stop began");
        await using var next = await OrderedReplica.StartAsync(uri, database, _ => Task.CompletedTask);
        await UntilAsync(async () => await database.CountAsync() == 2, "the next one took both");
        (await database.TakenAsync())["key-0"].ShouldBe([0, 1]);
    }

    [Fact]
    public async Task A_parked_message_that_is_still_in_work_when_a_stop_has_no_more_time_says_so_and_its_key_is_taken_over()
    {
        var (uri, database) = (await own.Server.CreateVirtualHostAsync(Token), await EffectsDatabase.CreateAsync());
        var (parked, begun, hold) = (false, NewHold(), NewHold());
        await using var replica = await OrderedReplica.StartAsync(
            uri,
            database,
            async _ =>
            {
                if (!Volatile.Read(ref parked))
                    throw new TimeoutException("The warehouse does not answer.");
                begun.TrySetResult();
                // Whatever its token says.
                await hold.Task;
            },
            options => options.ShutdownTimeout = TimeSpan.FromSeconds(3));
        await replica.SendAsync(OrderedQueueTests.Steps(1, 2));
        await UntilAsync(async () => await replica.ParkedAsync() is [{ Messages: 2 }], "both wait");
        Volatile.Write(ref parked, true);
        await begun.Task.WaitAsync(Patience, Token);

        var stopping = replica.StopAsync();
        await UntilAsync(() => Task.FromResult(replica.Log.Lines.Any(line => line.Id == 2419)), "the time is over");
        await stopping;

        replica.Log.Lines.First(line => line.Id == 2419).Text.ShouldStartWith("Parked messages of the ordered queue steps were still in work 00:00:02 after the stop began");
        await using var next = await OrderedReplica.StartAsync(uri, database, _ => Task.CompletedTask);
        hold.SetResult();
        await UntilAsync(async () => await database.CountAsync() == 2, "the next one took both");
        (await database.TakenAsync())["key-0"].ShouldBe([0, 1]);
    }

    private static TaskCompletionSource NewHold() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task ShouldBeInOrderAsync(EffectsDatabase database, int each)
    {
        var taken = await database.TakenAsync();
        for (var key = 0; key < Keys; key++)
            taken[$"key-{key}"].ShouldBe(Enumerable.Range(0, each), $"key-{key}");
    }

    private static Task UntilAsync(Func<Task<bool>> condition, string what) => Eventually.BecomesTrueAsync(condition, Patience, what, Token);

    /// <summary>A server whose connections may all be closed.</summary>
    public sealed class OwnServer : IAsyncLifetime
    {
        public RabbitMqServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await TestServers.StartRabbitMqAsync(null, CancellationToken.None);

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
