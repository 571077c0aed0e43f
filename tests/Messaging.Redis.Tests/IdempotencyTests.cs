using System.Collections.Concurrent;
using MassTransit;
using Messaging.Redis.Tests.Support;
using StackExchange.Redis;

namespace Messaging.Redis.Tests;

public sealed class IdempotencyTests(RedisFixture fixture) : RedisContract(fixture)
{
    private static readonly string Id = "6f1c2a52-6d1a-4b0e-9a0f-0d1f6f7b9a11";

    [Fact]
    public async Task A_message_that_was_done_has_no_effect_again_and_is_acknowledged()
    {
        var runs = 0;
        await using var app = await StartAsync((_, _) =>
        {
            Interlocked.Increment(ref runs);
            return Task.CompletedTask;
        });

        for (var copy = 0; copy < 3; copy++)
            await NoteAsync("k", 1, new NameValueEntry("message-id", Id));

        await UntilAsync(async () => app.Log.Lines.Count(line => line.Id == 5060) == 2 && await PendingAsync() == 0, "the copies were acknowledged");
        runs.ShouldBe(1);
        var ttl = await Raw.KeyTimeToLiveAsync(await KeyAsync());
        ttl!.Value.ShouldBeInRange(TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_second_delivery_waits_while_the_first_is_in_work_and_is_not_acknowledged()
    {
        var release = new TaskCompletionSource();
        var runs = 0;
        await using var app = await StartAsync(async (_, _) =>
        {
            Interlocked.Increment(ref runs);
            await release.Task;
        });

        await NoteAsync("k", 1, new NameValueEntry("message-id", Id));
        await NoteAsync("k", 1, new NameValueEntry("message-id", Id));
        await UntilAsync(() => app.Status.Endpoints[0].InFlight == 2 && runs == 1, "one works and one waits");
        (await PendingAsync()).ShouldBe(2);

        release.SetResult();
        await UntilAsync(async () => await PendingAsync() == 0, "both were acknowledged");
        runs.ShouldBe(1);
    }

    [Fact]
    public async Task A_failure_releases_the_claim_so_that_the_next_try_runs()
    {
        var runs = 0;
        await using var app = await StartAsync((_, _) => Interlocked.Increment(ref runs) < 4 ? throw new TimeoutException() : Task.CompletedTask);

        await NoteAsync("k", 1, new NameValueEntry("message-id", Id));
        await UntilAsync(async () => runs == 4 && await PendingAsync() == 0, "it worked in the end");
        await NoteAsync("k", 1, new NameValueEntry("message-id", Id));
        await UntilAsync(() => app.Log.Lines.Any(line => line.Id == 5060), "and is done now");
        runs.ShouldBe(4);
    }

    [Fact]
    public async Task A_claim_is_extended_while_its_consumer_works_longer_than_the_lease()
    {
        var release = new TaskCompletionSource();
        var runs = 0;
        await using var app = await StartAsync(
            async (_, _) =>
            {
                Interlocked.Increment(ref runs);
                await release.Task;
            },
            options => options.Lease = TimeSpan.FromSeconds(1));
        await NoteAsync("k", 1, new NameValueEntry("message-id", Id));
        await UntilAsync(() => runs == 1, "it works");
        var key = await KeyAsync();

        var extensions = 0;
        var last = TimeSpan.Zero;
        await UntilAsync(
            async () =>
            {
                var left = await Raw.KeyTimeToLiveAsync(key);
                left.ShouldNotBeNull();
                extensions += left > last ? 1 : 0;
                last = left.Value;
                return extensions >= 6;
            },
            "the claim was extended over and over");
        await NoteAsync("k", 1, new NameValueEntry("message-id", Id));
        release.SetResult();
        await UntilAsync(async () => await PendingAsync() == 0, "both were acknowledged");
        runs.ShouldBe(1);
    }

    [Fact]
    public async Task Of_messages_without_an_id_equal_bodies_count_as_one_when_that_is_allowed_and_a_warning_says_so()
    {
        var seen = new ConcurrentQueue<int>();
        await using var app = await StartAsync(
            (context, _) =>
            {
                seen.Enqueue(context.Message.Number);
                return Task.CompletedTask;
            },
            options => options.HashBody = true);

        await NoteAsync("k", 1);
        await NoteAsync("k", 1);
        await NoteAsync("k", 2);

        await UntilAsync(async () => app.Log.Lines.Any(line => line.Id == 5060) && seen.Count == 2 && await PendingAsync() == 0, "the equal one was left out");
        seen.Order().ShouldBe([1, 2]);
        app.Log.Lines.ShouldContain(line => line.Id == 5062);
    }

    [Fact]
    public async Task Without_that_every_message_without_an_id_runs()
    {
        var runs = 0;
        await using var app = await StartAsync((_, _) =>
        {
            Interlocked.Increment(ref runs);
            return Task.CompletedTask;
        });

        await NoteAsync("k", 1);
        await NoteAsync("k", 1);

        await UntilAsync(() => runs == 2, "both ran");
    }

    private async Task<string> KeyAsync()
    {
        var server = Connection.GetServers()[0];
        await foreach (var key in server.KeysAsync(pattern: $"idempotency:*{Name}*"))
            return key.ToString();
        throw new InvalidOperationException("There is no key.");
    }

    private Task<RedisApp> StartAsync(Func<ConsumeContext<Note>, IServiceProvider, Task> handle, Action<RedisIdempotencyOptions>? configure = null) =>
        RedisApp.StartAsync<Note>(
            Server, (redis, common) => redis.StreamEndpoint<Note>(Name, Group, common), handle,
            (endpoint, context) => endpoint.UseRedisIdempotency(context, TimeSpan.FromHours(1), configure));
}
