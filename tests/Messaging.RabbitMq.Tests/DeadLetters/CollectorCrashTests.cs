using Messaging.RabbitMq.Tests.Support;
using Messaging.Testing;
using RabbitMQ.Client;

namespace Messaging.RabbitMq.Tests.DeadLetters;

/// <summary>Between the broker and the store nothing is lost and nothing doubled, wherever the collector or one of them stops.</summary>
public sealed class CollectorCrashTests
{
    private const int Count = 50;

    private const string ErrorQueue = $"{CollectorApp.Queue}_error";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stopped_before_the_store_has_committed_it_takes_the_message_again()
    {
        await using var app = await CollectorApp.StartAsync();
        var failures = 3;
        app.Store.Before = _ => Interlocked.Decrement(ref failures) >= 0 ? throw new IOException("the store is away") : Task.CompletedTask;

        await SendAsync(app, Count);

        await ShouldArriveOnceAsync(app, Count);
        app.Store.Calls.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task Stopped_between_the_commit_and_the_acknowledgement_it_comes_again_and_is_known()
    {
        await using var app = await CollectorApp.StartAsync();
        var crashes = 3;
        app.Store.After = _ => Interlocked.Decrement(ref crashes) >= 0 ? throw new IOException("killed here") : Task.CompletedTask;

        await SendAsync(app, Count);

        await ShouldArriveOnceAsync(app, Count);
        app.Store.Calls.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task Connections_that_break_in_the_middle_lose_and_double_nothing()
    {
        await using var server = await TestServers.StartRabbitMqAsync(null, Token);
        await using var app = await CollectorApp.StartAsync(server);
        await app.StartReplicaAsync();
        // The sender's connection breaks with all others, so everything is sent before the first can be stored.
        var sent = new TaskCompletionSource();
        app.Store.Before = _ => sent.Task;
        var breaks = 3;
        app.Store.After = async _ =>
        {
            if (Interlocked.Decrement(ref breaks) >= 0)
                await server.RunCtlAsync(["close_all_connections", "--vhost", app.Raw.VirtualHost, "test"], Token);
        };
        await SendAsync(app, Count);
        sent.SetResult();

        await Eventually.BecomesTrueAsync(() => app.Store.Letters.Count >= Count, Patience, "all had arrived", Token);
        app.Store.Letters.Select(letter => letter.MessageId).Distinct().Count().ShouldBe(Count);
        app.Store.Letters.Count.ShouldBe(Count);
    }

    [Fact]
    public async Task One_that_the_store_can_not_take_does_not_hold_the_others_up()
    {
        await using var app = await CollectorApp.StartAsync();
        var poison = Guid.NewGuid();
        app.Store.Before = letters => letters.Any(letter => letter.MessageId == poison) ? throw new InvalidDataException("can't be stored") : Task.CompletedTask;

        await SendAsync(app, 1, poison);
        await SendAsync(app, Count);

        await app.UntilStoredAsync(Count);
        app.Store.Before = _ => Task.CompletedTask;
        await ShouldArriveOnceAsync(app, Count + 1);
    }

    [Fact]
    public async Task A_copy_of_a_consumer_that_was_killed_before_it_acknowledged_is_the_same_dead_letter()
    {
        await using var app = await CollectorApp.StartAsync();
        await app.StopAsync();
        await app.StartReplicaAsync(consume: false);
        await app.UntilEmptyAsync(ErrorQueue);
        var id = Guid.NewGuid();
        foreach (var second in new[] { 1, 2 })
        {
            await app.Raw.SendAsync("", ErrorQueue, new BasicProperties
            {
                MessageId = $"{id}", ContentType = RawClient.Json,
                Headers = new Dictionary<string, object?> { ["MT-Fault-Timestamp"] = $"2026-01-02T03:04:0{second}Z", ["MT-Fault-Message"] = "again" },
            }, "{}"u8.ToArray());
        }

        await app.UntilStoredAsync(1);
        await app.UntilEmptyAsync(ErrorQueue);
        await app.Raw.SendAsync("", ErrorQueue, new BasicProperties { MessageId = $"{Guid.NewGuid()}" }, "{}"u8.ToArray());
        await app.UntilStoredAsync(2);

        app.Store.Letters.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_queue_that_is_deleted_is_made_again_and_collected()
    {
        await using var app = await CollectorApp.StartAsync();
        await app.UntilEmptyAsync(ErrorQueue);
        await app.Raw.DeleteQueueAsync(ErrorQueue);

        await Eventually.BecomesTrueAsync(async () => await app.Raw.CountAsync(ErrorQueue) is 0, Patience, "the queue was there again", Token);
        await app.Raw.SendAsync("", ErrorQueue, new BasicProperties { MessageId = $"{Guid.NewGuid()}" }, "{}"u8.ToArray());
        await app.UntilStoredAsync(1);
    }

    private static async Task SendAsync(CollectorApp app, int count, Guid? id = null)
    {
        for (var i = 0; i < count; i++)
            await app.Raw.SendAsync(CollectorApp.Queue, "", new BasicProperties { MessageId = $"{id ?? Guid.NewGuid()}", ContentType = RawClient.Json }, """{"text":"bad"}"""u8.ToArray());
    }

    private static async Task ShouldArriveOnceAsync(CollectorApp app, int count)
    {
        await app.UntilStoredAsync(count);
        await app.UntilEmptyAsync(ErrorQueue);
        await app.UntilEmptyAsync(CollectorApp.Queue);
        app.Store.Letters.Count.ShouldBe(count);
        app.Store.Letters.Select(letter => letter.MessageId).Distinct().Count().ShouldBe(count);
    }
}
