using System.Collections.Concurrent;
using System.Globalization;
using MassTransit;
using Messaging.Failures;
using Messaging.Redis.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Messaging.Redis.Tests;

public sealed class StreamFailureTests(RedisFixture fixture) : RedisContract(fixture)
{
    [Fact]
    public async Task Poison_becomes_a_dead_letter_once_with_its_bytes_and_the_others_go_on()
    {
        NameValueEntry[][] poison =
        [
            [new("key", "k")],
            [new("key", "k"), new("number", "x")],
            [new("key", "k"), new("number", 1), new("kind", "Unheard")],
            [new("unknown", "map")],
            [new("key", new byte[] { 0xff, 0xfe }), new("number", 1)],
            [new("key", "k"), new("number", 1), new("seen", "perhaps")],
            [new("content-type", "application/json"), new("data", "{ not json")],
            [new("content-type", "application/json"), new("data", "null")],
            [new("key", "k"), new("number", "99999999999999999999")],
            [new("key", "k"), new("dead-source", "forged")],
        ];
        var seen = new ConcurrentQueue<int>();
        var letters = new KeptLetters();
        await using var app = await StartAsync(Keep(seen), letters: letters);

        for (var number = 0; number < poison.Length; number++)
        {
            await Raw.StreamAddAsync(Name, poison[number]);
            await NoteAsync("k", number);
        }

        await UntilAsync(() => seen.Count == poison.Length && letters.All.Count == poison.Length, "all are at their end");
        await UntilAsync(async () => await PendingAsync() == 0 && (await DeadAsync()).Count == 0, "nothing is left");
        seen.Order().ShouldBe(Enumerable.Range(0, poison.Length));
        letters.All.ShouldAllBe(letter => letter.SourceSystem == "redis" && letter.Source == Name && letter.SourceGroup == Group
            && letter.ExceptionType == typeof(PoisonEntryException).FullName && letter.Attempts == 0);
        var binary = letters.All.Single(letter => letter.ExceptionMessage!.Contains("UTF-8", StringComparison.Ordinal));
        DeadLetterFields.Read((string)binary.Properties[DeadLetterFields.Property]!)[0].Value.ToArray().ShouldBe([0xff, 0xfe]);
    }

    [Fact]
    public async Task A_transient_failure_is_tried_again_in_process_and_later_and_then_dead_with_its_count()
    {
        var tries = 0;
        await using var app = await StartAsync((_, _) =>
        {
            Interlocked.Increment(ref tries);
            throw new TimeoutException("The warehouse does not answer.");
        });

        await NoteAsync("k", 1);

        await UntilAsync(async () => (await DeadAsync()).Count == 1, "it is a dead letter");
        // Two tries of each delivery, and three deliveries: the first and a ladder of two.
        tries.ShouldBe(6);
        var dead = (await DeadAsync()).Single();
        dead["dead-exception-type"].ShouldBe(typeof(TimeoutException).FullName);
        dead["dead-exception-message"].ShouldBe("The warehouse does not answer.");
        dead["dead-attempts"].ShouldBe("6");
        dead["dead-deliveries"].ShouldBe("3");
        // The ladder of 50 and 100 milliseconds lies between them, less jitter.
        (long.Parse(dead["dead-failed-at"], CultureInfo.InvariantCulture) - long.Parse(dead["dead-first-failed-at"], CultureInfo.InvariantCulture)).ShouldBeGreaterThan(100);
        (dead["key"], dead["number"]).ShouldBe(("k", "1"));
        (await PendingAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_failure_blocks_its_key_alone_and_the_key_keeps_its_order()
    {
        var healthy = false;
        var seen = new ConcurrentQueue<(string Key, int Number)>();
        await using var app = await StartAsync(
            (context, _) =>
            {
                if (context.Message is { Key: "sick", Number: 0 } && !Volatile.Read(ref healthy))
                    throw new TimeoutException("The warehouse does not answer.");
                seen.Enqueue((context.Message.Key, context.Message.Number));
                return Task.CompletedTask;
            },
            endpoint => endpoint.OrderBy(note => note.Key),
            ladder: [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(50), 1_000)]);

        for (var number = 0; number < 5; number++)
        {
            await NoteAsync("sick", number);
            await NoteAsync("well", number);
        }

        await UntilAsync(() => seen.Count(one => one.Key == "well") == 5 && app.Status.Endpoints[0].Blocked == 5, "the others went on");
        seen.ShouldAllBe(one => one.Key == "well");

        Volatile.Write(ref healthy, true);
        await UntilAsync(() => seen.Count == 10, "the key went on");
        seen.Where(one => one.Key == "sick").Select(one => one.Number).ShouldBe(Enumerable.Range(0, 5));
        seen.Where(one => one.Key == "well").Select(one => one.Number).ShouldBe(Enumerable.Range(0, 5));
    }

    [Fact]
    public async Task While_the_infrastructure_is_away_the_endpoint_waits_and_nothing_is_counted_or_dead()
    {
        var away = true;
        var tries = 0;
        var deliveries = 0;
        await using var app = await StartAsync((context, _) =>
        {
            Interlocked.Increment(ref tries);
            deliveries = context.GetRedisEntry()!.Deliveries;
            return Volatile.Read(ref away) ? throw new RedisUnavailableException("as if it were the database") : Task.CompletedTask;
        });

        await NoteAsync("k", 1);

        await UntilAsync(() => Volatile.Read(ref tries) >= 5, "it was tried again and again");
        (await DeadAsync()).ShouldBeEmpty();
        app.Services.GetRequiredService<EndpointWaits>().AreWaiting.ShouldBeTrue();
        Volatile.Write(ref away, false);
        await UntilAsync(async () => await PendingAsync() == 0, "it was consumed");
        deliveries.ShouldBe(1);
        (await DeadAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Dead_letters_stay_in_their_stream_while_the_table_is_away_and_are_moved_once()
    {
        var letters = new KeptLetters { Away = true };
        await using var app = await StartAsync((_, _) => throw new PermanentFailureException("No such note."), letters: letters);

        await NoteAsync("k", 1, new NameValueEntry("message-id", "n-1"));

        await UntilAsync(async () => (await DeadAsync()).Count == 1, "it is in the dead stream");
        letters.All.ShouldBeEmpty();
        var dead = (await DeadAsync()).Single();
        letters.Away = false;
        await UntilAsync(async () => (await DeadAsync()).Count == 0, "it was moved");
        var letter = letters.All.ShouldHaveSingleItem();
        letter.ExceptionMessage.ShouldBe("No such note.");
        letter.FirstFailedAt!.Value.ToUnixTimeMilliseconds().ShouldBe(long.Parse(dead["dead-first-failed-at"], CultureInfo.InvariantCulture));
        letter.LastFailedAt!.Value.ToUnixTimeMilliseconds().ShouldBe(long.Parse(dead["dead-failed-at"], CultureInfo.InvariantCulture));
        letter.Attempts.ShouldBe(1);
        letter.MessageId.ShouldNotBeNull();
        letter.Destination.ShouldBe($"redis-stream:{Name}?group={Group}");
    }

    private Task<RedisApp> StartAsync(
        Func<ConsumeContext<Note>, IServiceProvider, Task> handle, Action<IRedisEndpointConfigurator<Note>>? configure = null, KeptLetters? letters = null,
        IList<TimeSpan>? ladder = null) =>
        RedisApp.StartAsync<Note>(
            Server, (redis, common) => redis.StreamEndpoint<Note>(Name, Group, common), handle, (endpoint, _) => configure?.Invoke(endpoint),
            services => services.Configure<FailureOptions>(options => options.Redelivery = ladder ?? options.Redelivery), letters);

    private static Func<ConsumeContext<Note>, IServiceProvider, Task> Keep(ConcurrentQueue<int> seen) => (context, _) =>
    {
        seen.Enqueue(context.Message.Number);
        return Task.CompletedTask;
    };
}
