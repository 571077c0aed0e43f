using System.Collections.Concurrent;
using MassTransit;
using Messaging.Depth;
using Messaging.Inbox;
using Messaging.Redis.Tests.Support;
using Messaging.Redis.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Redis.Tests;

public sealed class ListTests(RedisFixture fixture) : RedisContract(fixture), IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("redis-tests-").FullName;

    [Fact]
    public async Task Plain_text_that_Python_pushes_is_consumed_as_it_is_and_removed_after_the_effect()
    {
        var seen = new ConcurrentQueue<string>();
        await using var app = await StartAsync<RawText>(async (context, _) =>
        {
            // Out of the list, but nowhere lost: in the processing list.
            (await TakenAsync()).ShouldBeGreaterThan(0);
            seen.Enqueue(context.Message.Value);
        });

        await Python.RunAsync(Server, $"r.lpush('{Name}', 'first', 'second')", Token);

        await UntilAsync(() => seen.Count == 2, "both were consumed");
        seen.Order().ShouldBe(["first", "second"]);
        await UntilAsync(async () => await TakenAsync() == 0 && await Raw.ListLengthAsync(Name) == 0, "nothing is left");
    }

    [Fact]
    public async Task JSON_that_Python_pushes_is_a_message_and_what_fits_no_message_is_a_dead_letter()
    {
        var seen = new ConcurrentQueue<Note>();
        var letters = new KeptLetters();
        await using var app = await StartAsync<Note>((context, _) =>
        {
            seen.Enqueue(context.Message);
            return Task.CompletedTask;
        }, letters: letters);

        await Python.RunAsync(
            Server, $$"""r.lpush('{{Name}}', json.dumps({'key': 'k', 'number': 1}), 'not json', json.dumps({'key': 'k'}), json.dumps({'key': 'k', 'number': 2}))""", Token);

        await UntilAsync(() => seen.Count == 2 && letters.All.Count == 2, "all are at their end");
        seen.Select(note => note.Number).Order().ShouldBe([1, 2]);
        letters.All.Select(letter => System.Text.Encoding.UTF8.GetString(letter.Body!.Value.Span)).ShouldBe(["""{"key": "k"}""", "not json"], ignoreOrder: true);
        letters.All.ShouldAllBe(letter => letter.Source == Name && letter.SourceGroup == null && letter.Destination == $"redis-list:{Name}");
    }

    [Fact]
    public async Task The_oldest_is_taken_first_and_one_at_a_time_keeps_the_order()
    {
        for (var number = 0; number < 20; number++)
            await Raw.ListLeftPushAsync(Name, $"{number}");
        var seen = new ConcurrentQueue<string>();

        await using var app = await StartAsync<RawText>(
            (context, _) =>
            {
                seen.Enqueue(context.Message.Value);
                return Task.CompletedTask;
            },
            endpoint => endpoint.ConcurrentMessageLimit = 1);

        await UntilAsync(() => seen.Count == 20, "all were consumed");
        seen.ShouldBe(Enumerable.Range(0, 20).Select(number => $"{number}"));
    }

    [Fact]
    public async Task What_a_consumer_killed_with_minus_9_had_taken_is_returned_when_its_sign_of_life_expires()
    {
        var options = Worker() with { Hang = true };
        await using var killed = WorkerProcess.Start(options);
        for (var number = 0; number < 100; number++)
            await Raw.ListLeftPushAsync(options.List, $$"""{"value":{{number}}}""");
        await UntilAsync(() => Effects.Read(_folder).Count(one => one.Kind == "hangs") == 16, "it works on as many as it may");
        await killed.KillAsync();

        await using var other = WorkerProcess.Start(Worker());

        await UntilAsync(() => Effects.Read(_folder).Where(one => one.Kind == "list").Select(one => one.Value).Distinct().Count() == 100, "another one has done them all");
        Effects.Read(_folder).Count(one => one.Kind == "list").ShouldBe(100);
        (await DeadAsync(options.List)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_element_on_which_its_consumers_crash_ends_as_one_dead_letter()
    {
        var options = Worker() with { DieOn = 3, DeliveryLimit = 3 };
        // Alone: what is in work beside it when the process dies has come once more for nothing, too.
        await Raw.ListLeftPushAsync(options.List, """{"value":3}""");
        for (var run = 0; run < 3; run++)
        {
            await using var dies = WorkerProcess.Start(options);
            await UntilAsync(() => dies.HasExited, "the consumer has died of it");
        }

        foreach (var number in new[] { 0, 1, 2, 4 })
            await Raw.ListLeftPushAsync(options.List, $$"""{"value":{{number}}}""");
        await using var survives = WorkerProcess.Start(options);

        await UntilAsync(async () => (await DeadAsync(options.List)).Count == 1, "it is a dead letter");
        (await DeadAsync(options.List)).Single()["value"].ShouldBe("""{"value":3}""");
        await UntilAsync(() => Effects.Read(_folder).Select(one => one.Value).Distinct().Count() == 4, "the others are done");
    }

    [Fact]
    public async Task An_element_keeps_the_id_that_it_got_when_it_comes_back_so_that_an_inbox_knows_it()
    {
        var ids = new ConcurrentQueue<Guid>();
        var tries = 0;
        await using var app = await StartAsync<RawText>((context, _) =>
        {
            context.TryGetPayload(out MessageIdentity? identity);
            ids.Enqueue(identity!.MessageId);
            return Interlocked.Increment(ref tries) < 5 ? throw new TimeoutException() : Task.CompletedTask;
        });

        await Raw.ListLeftPushAsync(Name, "same");
        await UntilAsync(() => tries == 5, "it was tried again");
        await Raw.ListLeftPushAsync(Name, "same");
        await UntilAsync(() => tries == 6, "another with the same bytes");

        ids.Take(5).Distinct().Count().ShouldBe(1);
        ids.Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task An_expression_of_the_endpoint_says_by_what_an_element_is_known()
    {
        var ids = new ConcurrentQueue<Guid>();
        await using var app = await StartAsync<Note>(
            (context, _) =>
            {
                ids.Enqueue(context.MessageId!.Value);
                return Task.CompletedTask;
            },
            endpoint => endpoint.IdentifyBy(note => $"{note.Key}/{note.Number}"));

        await Raw.ListLeftPushAsync(Name, ["""{"key":"a","number":1}""", """{"number":1,"key":"a"}""", """{"key":"a","number":2}"""]);

        await UntilAsync(() => ids.Count == 3, "all were consumed");
        ids.Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_stop_gives_back_what_is_not_done_in_its_order_and_leaves_nothing_behind()
    {
        var seen = new ConcurrentQueue<string>();
        var app = await StartAsync<RawText>(
            async (context, _) => await Task.Delay(Timeout.Infinite, context.CancellationToken),
            endpoint => (endpoint.ConcurrentMessageLimit, endpoint.DrainTimeout) = (1, TimeSpan.FromMilliseconds(50)));
        for (var number = 0; number < 5; number++)
            await Raw.ListLeftPushAsync(Name, $"{number}");
        await UntilAsync(() => app.Status.Endpoints[0] is { Held: 5, InFlight: 1 }, "it holds them all and works on the first");
        await app.DisposeAsync();
        (await Raw.SetLengthAsync($"{Name}:consumers")).ShouldBe(0);

        await using var other = await StartAsync<RawText>(
            (context, _) =>
            {
                seen.Enqueue($"{context.Message.Value} {context.GetRedisEntry()!.Deliveries}");
                return Task.CompletedTask;
            },
            endpoint => endpoint.ConcurrentMessageLimit = 1);
        await UntilAsync(() => seen.Count == 5, "all were done");
        seen.ShouldBe(["0 2", "1 1", "2 1", "3 1", "4 1"]);
    }

    [Fact]
    public async Task Depth_counts_the_list_and_what_consumers_have_taken()
    {
        var release = new TaskCompletionSource();
        await using var app = await StartAsync<RawText>(async (_, _) => await release.Task, endpoint => (endpoint.BufferedMessages, endpoint.ConcurrentMessageLimit) = (3, 3));
        var source = app.Services.GetServices<IQueueDepthSource>().Single(one => one.System == "redis");
        await Raw.ListLeftPushAsync(Name, ["1", "2", "3", "4", "5"]);

        await UntilAsync(() => app.Status.Endpoints[0].InFlight == 3, "three are in work");
        (await source.MeasureAsync(Token)).ShouldBe([new QueueDepth("redis", Name, 5, 1)]);
        release.SetResult();
        await UntilAsync(async () => (await source.MeasureAsync(Token)).Single().Messages == 0, "drained");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private WorkerOptions Worker() => new(Server, Name, _folder, TimeSpan.FromSeconds(2), 10);

    private async Task<long> TakenAsync()
    {
        var taken = 0L;
        foreach (var consumer in await Raw.SetMembersAsync($"{Name}:consumers"))
            taken += await Raw.ListLengthAsync($"{Name}:processing:{consumer}");
        return taken;
    }

    private Task<RedisApp> StartAsync<T>(
        Func<ConsumeContext<T>, IServiceProvider, Task> handle, Action<IRedisEndpointConfigurator<T>>? configure = null, KeptLetters? letters = null)
        where T : class =>
        RedisApp.StartAsync<T>(Server, (redis, common) => redis.ListEndpoint<T>(Name, common), handle, (endpoint, _) => configure?.Invoke(endpoint), letters: letters);
}
