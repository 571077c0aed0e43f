using System.Collections.Concurrent;
using MassTransit;
using Messaging.DeadLetters.Administration;
using Messaging.Failures;
using Messaging.Parking;
using Messaging.RabbitMq.Tests.Support;
using Messaging.Testing;
using Messaging.Testing.Effects;

namespace Messaging.RabbitMq.Tests.Ordering;

/// <summary>What an ordered queue promises: the messages of a key take effect in their order, each once, whatever fails, and other keys go on.</summary>
public sealed class OrderedQueueTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private EffectsDatabase _database = null!;
    private string _uri = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await EffectsDatabase.CreateAsync();
        _uri = await (await TestServers.GetRabbitMqAsync(Token)).CreateVirtualHostAsync(Token);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task One_message_of_a_key_is_in_work_at_a_time_while_keys_run_beside_each_other()
    {
        var inWork = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var (most, overlaps) = (0, 0);
        await using var replica = await OrderedReplica.StartAsync(_uri, _database, async context =>
        {
            if (inWork.AddOrUpdate(context.Message.Key, 1, (_, count) => count + 1) > 1)
                Interlocked.Increment(ref overlaps);
            InterlockedMax(ref most, inWork.Values.Sum());
            // The work itself: the earlier, the longer.
            await Task.Delay(TimeSpan.FromMilliseconds(12 - context.Message.Number), context.CancellationToken);
            inWork.AddOrUpdate(context.Message.Key, 0, (_, count) => count - 1);
        });

        await replica.SendAsync(Steps(keys: 20, each: 12));

        await UntilAsync(async () => await _database.CountAsync() == 240, "all steps were taken");
        await ShouldBeInOrderAsync(keys: 20, each: 12);
        overlaps.ShouldBe(0);
        most.ShouldBeInRange(2, OrderedReplica.Concurrency);
    }

    [Fact]
    public async Task A_transient_failure_parks_its_key_with_all_that_follows_while_other_keys_and_the_queue_go_on()
    {
        var healthy = false;
        await using var replica = await OrderedReplica.StartAsync(_uri, _database, context => context.Message.Key == "sick" && !Volatile.Read(ref healthy)
            ? Task.FromException(new TimeoutException("The warehouse does not answer.")) : Task.CompletedTask);
        await using var raw = await RawClient.ConnectAsync(_uri);

        for (var number = 0; number < 5; number++)
            await replica.SendAsync(new Step("sick", number), new Step("well", number));

        await UntilAsync(async () => await _database.CountAsync() == 5 && await raw.CountAsync(OrderedReplica.Queue) == 0, "the other key went on");
        await UntilAsync(async () => await replica.ParkedAsync() is [{ Messages: 5 }], "all five wait");
        (await _database.TakenAsync())["sick"].ShouldBeEmpty();
        (await replica.ParkedAsync())[0].ExceptionType.ShouldBe(typeof(TimeoutException).FullName);

        Volatile.Write(ref healthy, true);
        await UntilAsync(async () => await _database.CountAsync() == 10, "the key went on");
        await UntilAsync(async () => (await replica.ParkedAsync()).Count == 0, "the key is parked no more");
        await replica.SendAsync(new Step("sick", 5), new Step("well", 5));
        await UntilAsync(async () => await _database.CountAsync() == 12, "the next ones ran from the queue");
        await ShouldBeInOrderAsync(["sick", "well"], each: 6);
        (await replica.DeadLettersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_permanent_failure_holds_its_key_until_its_dead_letter_is_replayed_into_its_old_place()
    {
        var repaired = false;
        await using var replica = await OrderedReplica.StartAsync(_uri, _database, context => context.Message is { Key: "k", Number: 1 } && !Volatile.Read(ref repaired)
            ? Task.FromException(new PermanentFailureException("No such step.")) : Task.CompletedTask);

        await replica.SendAsync(Steps(["k", "other"], each: 4));

        await UntilAsync(async () => await replica.ParkedAsync() is [{ State: ParkedKeyState.Held, Messages: 2 }], "the key is held with what follows");
        await UntilAsync(async () => (await replica.DeadLettersAsync()).Count == 1, "one dead letter");
        (await _database.TakenAsync())["k"].ShouldBe([0]);

        Volatile.Write(ref repaired, true);
        var letter = (await replica.DeadLettersAsync())[0];
        (await replica.ReplayAsync(letter.Id)).Letters.ShouldHaveSingleItem().Outcome.ShouldBe(ReplayOutcome.Replayed);
        await UntilAsync(async () => await _database.CountAsync() == 8, "the key went on");
        await ShouldBeInOrderAsync(["k", "other"], each: 4);
        await UntilAsync(async () => (await replica.DeadLettersAsync())[0].State is DeadLetterState.Done, "the dead letter is closed");
    }

    [Fact]
    public async Task Redeliveries_used_up_are_one_dead_letter_with_its_first_and_its_last_failure()
    {
        await using var replica = await OrderedReplica.StartAsync(
            _uri, _database, context => context.Message is { Key: "k", Number: 0 } ? Task.FromException(new TimeoutException("Never.")) : Task.CompletedTask,
            ladder: [TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(300)]);

        await replica.SendAsync(new Step("k", 0), new Step("k", 1));

        await UntilAsync(async () => await replica.ParkedAsync() is [{ State: ParkedKeyState.Held, Messages: 1 }], "the key is held");
        var letter = (await replica.DeadLettersAsync()).ShouldHaveSingleItem().Letter;
        letter.Attempts.ShouldBe(3);
        (letter.LastFailedAt!.Value - letter.FirstFailedAt!.Value).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(400));
        (await replica.Keys.ReleaseAsync((await replica.ParkedAsync())[0].Id, Token)).ShouldBeTrue();
        await UntilAsync(async () => await _database.CountAsync() == 1, "the key went on without it");
    }

    [Fact]
    public async Task What_can_not_be_read_holds_no_key()
    {
        await using var replica = await OrderedReplica.StartAsync(_uri, _database, _ => Task.CompletedTask);
        await using var raw = await RawClient.ConnectAsync(_uri);

        await raw.SendAsync(OrderedReplica.Queue, """{"message": {"key": "cut of""", RawClient.Envelope);
        await replica.SendAsync(Steps(["k"], each: 2));

        await UntilAsync(async () => await _database.CountAsync() == 2, "the others were taken");
        await UntilAsync(async () => (await replica.DeadLettersAsync()).Count == 1, "one dead letter");
        (await replica.ParkedAsync()).ShouldBeEmpty();
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
            Interlocked.CompareExchange(ref target, value, seen);
    }

    internal static IEnumerable<Step> Steps(int keys, int each, int from = 0) => Steps(Enumerable.Range(0, keys).Select(key => $"key-{key}"), each, from);

    private static IEnumerable<Step> Steps(IEnumerable<string> keys, int each, int from = 0) =>
        Enumerable.Range(from, each).SelectMany(number => keys.Select(key => new Step(key, number)));

    private Task ShouldBeInOrderAsync(int keys, int each) => ShouldBeInOrderAsync(Enumerable.Range(0, keys).Select(key => $"key-{key}"), each);

    private async Task ShouldBeInOrderAsync(IEnumerable<string> keys, int each)
    {
        var taken = await _database.TakenAsync();
        foreach (var key in keys)
            taken[key].ShouldBe(Enumerable.Range(0, each), key);
    }

    private static Task UntilAsync(Func<Task<bool>> condition, string what) => Eventually.BecomesTrueAsync(condition, Patience, what, Token);
}
