using System.Collections.Concurrent;
using Messaging.Redis.Tests.Support;
using Messaging.Testing.Poison;
using StackExchange.Redis;

namespace Messaging.Redis.Tests;

/// <summary>The corpus of bad records, on both kinds of endpoint.</summary>
public sealed class PoisonTests(RedisFixture fixture) : RedisContract(fixture)
{
    private const int First = 1_000;

    [Fact]
    public Task Each_bad_entry_of_the_corpus_is_one_dead_letter_as_it_was_and_the_stream_goes_on() => HoldsAsync(
        PoisonCorpus.All,
        (redis, common) => redis.StreamEndpoint<PoisonNote>(Name, Group, common),
        record => Raw.StreamAddAsync(
            Name,
            [.. record.Headers.Select(h => new NameValueEntry(h.Key, h.Value ?? ReadOnlyMemory<byte>.Empty)), new("content-type", "application/json"), new("data", Body(record))]));

    [Fact]
    public Task Each_bad_element_of_the_corpus_is_one_dead_letter_as_it_was_and_the_list_goes_on() => HoldsAsync(
        PoisonCorpus.Bodies,
        (redis, common) => redis.ListEndpoint<PoisonNote>(Name, common),
        record => Raw.ListLeftPushAsync(Name, Body(record)));

    private async Task HoldsAsync(
        IReadOnlyList<PoisonRecord> records, Action<IRedisConfigurator, Action<IRedisEndpointConfigurator<PoisonNote>>> endpoint, Func<PoisonRecord, Task> send)
    {
        var seen = new ConcurrentQueue<int>();
        var letters = new KeptLetters();
        await using var app = await RedisApp.StartAsync(
            Server, endpoint,
            (context, _) =>
            {
                seen.Enqueue(context.Message.Number);
                return Task.CompletedTask;
            },
            letters: letters);
        foreach (var (number, record) in records.Index())
        {
            await send(record);
            await send(PoisonRecord.Good(First + number));
        }

        var bad = records.Where(record => record.Kind != PoisonKind.Harmless).ToList();
        bad.Count.ShouldBeGreaterThanOrEqualTo(35);
        await UntilAsync(() => seen.Count >= (2 * records.Count) - bad.Count && letters.All.Count >= bad.Count, "all are at their end");
        await UntilAsync(async () => app.Status.Endpoints[0].Held == 0 && (await DeadAsync()).Count == 0, "nothing is left");
        seen.Where(number => number >= First).Order().ShouldBe(Enumerable.Range(First, records.Count), "each good one was handled once");
        seen.Count(number => number < First).ShouldBe(records.Count - bad.Count, "what only looks bad is handled");
        letters.All.Select(letter => Convert.ToHexString(letter.Body!.Value.Span)).Order()
            .ShouldBe(bad.Select(record => Convert.ToHexString(Body(record).Span)).Order(), "each bad one is a dead letter, byte for byte");
        letters.All.ShouldAllBe(letter => letter.ExceptionType == typeof(PoisonEntryException).FullName && letter.Attempts == 0);
    }

    // Redis has no tombstones.
    private static ReadOnlyMemory<byte> Body(PoisonRecord record) => record.Body ?? ReadOnlyMemory<byte>.Empty;
}
