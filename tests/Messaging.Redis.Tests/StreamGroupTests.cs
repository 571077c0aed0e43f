using System.Collections.Concurrent;
using MassTransit;
using Messaging.Depth;
using Messaging.Redis.Tests.Support;
using Messaging.Redis.Worker;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Messaging.Redis.Tests;

public sealed class StreamGroupTests(RedisFixture fixture) : RedisContract(fixture), IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("redis-tests-").FullName;

    [Fact]
    public async Task What_a_consumer_killed_with_minus_9_had_in_work_another_one_finishes()
    {
        var options = Worker() with { Hang = true };
        await using var killed = WorkerProcess.Start(options);
        for (var number = 0; number < 100; number++)
            await Raw.StreamAddAsync(options.Stream, "value", number);
        await UntilAsync(() => Effects.Read(_folder).Count(one => one.Kind == "hangs") == 16, "it works on as many as it may");
        await killed.KillAsync();

        await using var other = WorkerProcess.Start(Worker());

        await UntilAsync(
            () => Effects.Read(_folder).Where(one => one.Kind == "stream").Select(one => one.Value).Distinct().Count() == 100, "another one has done them all");
        Effects.Read(_folder).Count(one => one.Kind == "stream").ShouldBe(100);
        await UntilAsync(async () => (await Raw.StreamPendingAsync(options.Stream, WorkerHost.Group)).PendingMessageCount == 0, "all are acknowledged");
        (await DeadAsync(options.Stream)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_on_which_its_consumers_crash_ends_as_one_dead_letter_after_the_limit_and_the_others_are_done()
    {
        var options = Worker() with { DieOn = 3, DeliveryLimit = 3 };
        // Alone: what is in work beside it when the process dies has come once more for nothing, too.
        await Raw.StreamAddAsync(options.Stream, "value", 3);
        for (var run = 0; run < 3; run++)
        {
            await using var dies = WorkerProcess.Start(options);
            await UntilAsync(() => dies.HasExited, "the consumer has died of it");
        }

        foreach (var number in Enumerable.Range(0, 10).Except([3]))
            await Raw.StreamAddAsync(options.Stream, "value", number);
        await using var survives = WorkerProcess.Start(options);

        await UntilAsync(async () => (await DeadAsync(options.Stream)).Count == 1, "it is a dead letter");
        var dead = (await DeadAsync(options.Stream)).Single();
        dead["value"].ShouldBe("3");
        dead["dead-exception-type"].ShouldBe(typeof(DeliveryLimitException).FullName);
        await UntilAsync(() => Effects.Read(_folder).Select(one => one.Value).Distinct().Count() == 9, "the others are done");
        survives.HasExited.ShouldBeFalse();
        await UntilAsync(async () => (await Raw.StreamPendingAsync(options.Stream, WorkerHost.Group)).PendingMessageCount == 0, "nothing is left");
        (await DeadAsync(options.Stream)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_living_consumer_keeps_what_it_works_on_for_longer_than_the_time_to_take_over()
    {
        var runs = 0;
        var release = new TaskCompletionSource();
        Func<ConsumeContext<Note>, IServiceProvider, Task> handle = async (_, _) =>
        {
            Interlocked.Increment(ref runs);
            await release.Task;
        };
        await using var first = await StartAsync(handle, endpoint => endpoint.TakeOverAfter = TimeSpan.FromSeconds(1));
        await using var second = await StartAsync(handle, endpoint => endpoint.TakeOverAfter = TimeSpan.FromSeconds(1));

        await NoteAsync("k", 1);
        await UntilAsync(() => runs == 1, "one works on it");
        // Looked at by its idle time: it grows and is renewed, three times over the time to take over.
        var renewals = 0;
        var last = TimeSpan.Zero;
        await UntilAsync(
            async () =>
            {
                var idle = TimeSpan.FromMilliseconds((await Raw.StreamPendingMessagesAsync(Name, Group, 1, RedisValue.Null)).Single().IdleTimeInMilliseconds);
                renewals += idle < last ? 1 : 0;
                last = idle;
                return renewals >= 9;
            },
            "it was renewed again and again");

        runs.ShouldBe(1);
        release.SetResult();
        await UntilAsync(async () => await PendingAsync() == 0, "it was acknowledged");
        runs.ShouldBe(1);
    }

    [Fact]
    public async Task A_consumer_that_hangs_beyond_its_deadline_loses_the_message_to_another()
    {
        var never = new TaskCompletionSource();
        var seen = new ConcurrentQueue<int>();
        await using var hangs = await StartAsync(
            async (_, _) => await never.Task,
            endpoint =>
            {
                endpoint.TakeOverAfter = TimeSpan.FromSeconds(1);
                endpoint.HandlerDeadline = TimeSpan.FromSeconds(1);
                endpoint.DrainTimeout = TimeSpan.FromMilliseconds(1);
                endpoint.ConcurrentMessageLimit = 1;
            });
        await NoteAsync("k", 1);
        await UntilAsync(() => hangs.Status.Endpoints[0].InFlight == 1, "it hangs");

        await using var works = await StartAsync(Keep(seen), endpoint => endpoint.TakeOverAfter = TimeSpan.FromSeconds(1));

        await UntilAsync(() => seen.Count == 1, "the other one has done it");
        await UntilAsync(async () => await PendingAsync() == 0, "it was acknowledged");
        hangs.Log.Lines.ShouldContain(line => line.Id == 5015);
        never.SetResult();
    }

    [Fact]
    public async Task A_stop_gives_back_what_is_not_done_at_once_and_does_not_count_what_was_not_begun()
    {
        var second = new ConcurrentQueue<(int Number, int Deliveries)>();
        await using var app = await StartAsync(
            async (context, _) => await Task.Delay(Timeout.Infinite, context.CancellationToken),
            endpoint => (endpoint.ConcurrentMessageLimit, endpoint.DrainTimeout) = (1, TimeSpan.FromMilliseconds(50)));
        for (var number = 0; number < 10; number++)
            await NoteAsync("k", number);
        await UntilAsync(() => app.Status.Endpoints[0] is { Held: 10, InFlight: 1 }, "it holds them all and works on the first");
        await app.StopAsync();

        await using var other = await StartAsync((context, _) =>
        {
            second.Enqueue((context.Message.Number, context.GetRedisEntry()!.Deliveries));
            return Task.CompletedTask;
        });

        await UntilAsync(() => second.Count == 10, "all were done");
        second.OrderBy(one => one.Number).ShouldBe(Enumerable.Range(0, 10).Select(number => (number, number == 0 ? 2 : 1)));
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_found_among_what_this_consumer_has()
    {
        var seen = new ConcurrentQueue<int>();
        await using var app = await StartAsync(Keep(seen));
        await UntilAsync(() => app.Status.Endpoints[0].State == RedisEndpointState.Running, "it runs");
        // As if XREADGROUP had run and its answer had not arrived: taken in its name, unknown to it.
        await NoteAsync("k", 1);
        await UntilAsync(() => seen.Count == 1, "it takes");
        await Raw.StreamAddAsync(Name, [new("key", "k"), new("number", 2)]);
        var taken = await Raw.StreamReadGroupAsync(Name, Group, app.Status.Endpoints[0].Consumer, StreamPosition.NewMessages);

        await UntilAsync(() => seen.Count == 2, "it was found");
        await UntilAsync(async () => await PendingAsync() == 0, "it was acknowledged");
        taken.Length.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task Everything_deleted_under_a_running_consumer_is_made_anew_and_new_messages_come()
    {
        var seen = new ConcurrentQueue<int>();
        await using var app = await StartAsync(Keep(seen));
        await NoteAsync("k", 1);
        await UntilAsync(() => seen.Count == 1, "it runs");

        await Raw.KeyDeleteAsync([Name, $"{Name}:{Group}:identity"]);
        await NoteAsync("k", 2);

        await UntilAsync(() => seen.Count == 2, "what came after the deletion was consumed");
        app.Log.Lines.ShouldContain(line => line.Id == 5012);
    }

    [Fact]
    public async Task Trimming_spares_what_a_group_has_not_read_or_not_acknowledged()
    {
        for (var number = 0; number < 50; number++)
            await NoteAsync("k", number);
        await Raw.StreamCreateConsumerGroupAsync(Name, "slow", "0");
        var slow = await Raw.StreamReadGroupAsync(Name, "slow", "python", StreamPosition.NewMessages, 20);
        await Raw.StreamAcknowledgeAsync(Name, "slow", [.. slow.Take(15).Select(entry => entry.Id)]);
        var seen = new ConcurrentQueue<int>();

        await using var app = await RedisApp.StartAsync<Note>(
            Server, (redis, common) => redis.StreamEndpoint<Note>(Name, Group, e =>
            {
                e.Trim(trim => (trim.MaxLength, trim.Interval) = (10, TimeSpan.FromMilliseconds(100)));
                common(e);
            }), Keep(seen), (endpoint, _) => endpoint.TakeOverAfter = TimeSpan.FromSeconds(1));

        await UntilAsync(() => seen.Count == 50, "all were consumed");
        await UntilAsync(async () => await Raw.StreamLengthAsync(Name) == 35, "what both groups are done with is gone");
        (await Raw.StreamRangeAsync(Name)).First().Id.ShouldBe(slow[15].Id);
        await Raw.StreamAcknowledgeAsync(Name, "slow", [.. slow.Skip(15).Select(entry => entry.Id)]);
        await UntilAsync(async () => await Raw.StreamLengthAsync(Name) == 30, "and what was acknowledged since, but nothing unread");
        await Raw.StreamDeleteConsumerGroupAsync(Name, "slow");
        await UntilAsync(async () => await Raw.StreamLengthAsync(Name) == 10, "the length that was asked for");
    }

    [Fact]
    public async Task Depth_counts_what_is_unread_and_in_work_with_its_age_and_living_consumers()
    {
        var release = new TaskCompletionSource();
        await using var app = await StartAsync(async (_, _) => await release.Task, endpoint => (endpoint.BufferedMessages, endpoint.ConcurrentMessageLimit) = (5, 5));
        var source = app.Services.GetServices<IQueueDepthSource>().Single(one => one.System == "redis");
        for (var number = 0; number < 20; number++)
            await NoteAsync("k", number);

        await UntilAsync(() => app.Status.Endpoints[0].InFlight == 5, "five are in work");
        var depth = (await source.MeasureAsync(Token)).ShouldHaveSingleItem();
        (depth.Name, depth.Messages, depth.Consumers).ShouldBe(($"{Name}/{Group}", 20, 1));
        depth.OldestAge!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
        release.SetResult();
        await UntilAsync(async () => (await source.MeasureAsync(Token)).Single().Messages == 0, "drained");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private WorkerOptions Worker() => new(Server, Name, _folder, TimeSpan.FromSeconds(2), 10);

    private Task<RedisApp> StartAsync(
        Func<ConsumeContext<Note>, IServiceProvider, Task> handle, Action<IRedisEndpointConfigurator<Note>>? configure = null) =>
        RedisApp.StartAsync<Note>(
            Server, (redis, common) => redis.StreamEndpoint<Note>(Name, Group, common), handle, (endpoint, _) => configure?.Invoke(endpoint));

    private static Func<ConsumeContext<Note>, IServiceProvider, Task> Keep(ConcurrentQueue<int> seen) => (context, _) =>
    {
        seen.Enqueue(context.Message.Number);
        return Task.CompletedTask;
    };
}
