using System.Collections.Concurrent;
using MassTransit;
using Messaging.Failures;
using Messaging.Redis.Tests.Support;
using Messaging.Testing;
using Microsoft.Extensions.DependencyInjection;
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
    public async Task While_the_server_is_full_messages_wait_unacknowledged_and_each_is_done_once_when_there_is_room()
    {
        await using var server = await TestServers.StartRedisAsync(new ServerSettings { ["maxmemory-policy"] = "noeviction" }, Token);
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{server.ConnectionString},allowAdmin=true");
        var raw = connection.GetDatabase();
        var gate = new TaskCompletionSource();
        var (runs, effects) = (new ConcurrentQueue<int>(), new ConcurrentQueue<int>());
        await using var app = await StartAsync(
            async (context, _) =>
            {
                var number = context.Message.Number;
                runs.Enqueue(number);
                await gate.Task;
                // The first is to be marked done when the server is full, the second to be claimed once more.
                if (number == 1 && runs.Count(one => one == 1) == 1)
                    throw new TimeoutException("once");
                effects.Enqueue(number);
            },
            server: server.ConnectionString);
        Task SendAsync(int number) => raw.StreamAddAsync(Name, [new("key", $"k{number}"), new("number", number), new("message-id", $"id-{number}")]);
        await SendAsync(0);
        await SendAsync(1);
        await UntilAsync(() => runs.Count == 2, "both are in work");
        await raw.ExecuteAsync("CONFIG", "SET", "maxmemory", "1mb");
        gate.SetResult();

        await UntilAsync(() => app.Log.Lines.Any(line => line.Id == 5064), "the mark of the first waits");
        await UntilAsync(() => app.Services.GetRequiredService<EndpointWaits>().AreWaiting, "the claim of the second waits");
        effects.ShouldBe([0]);
        (await raw.StreamPendingAsync(Name, Group)).PendingMessageCount.ShouldBe(2);

        await raw.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        await UntilAsync(async () => (await raw.StreamPendingAsync(Name, Group)).PendingMessageCount == 0, "both are acknowledged");
        await SendAsync(0);
        await SendAsync(1);
        await UntilAsync(() => app.Log.Lines.Count(line => line.Id == 5060) == 2, "their copies have no effect");
        effects.ShouldBe([0, 1]);
        runs.Order().ShouldBe([0, 1, 1]);
        (await raw.KeyExistsAsync($"{Name}:dead")).ShouldBeFalse();
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

    private Task<RedisApp> StartAsync(
        Func<ConsumeContext<Note>, IServiceProvider, Task> handle, Action<RedisIdempotencyOptions>? configure = null, string? server = null) =>
        RedisApp.StartAsync<Note>(
            server ?? Server, (redis, common) => redis.StreamEndpoint<Note>(Name, Group, common), handle,
            (endpoint, context) => endpoint.UseRedisIdempotency(context, TimeSpan.FromHours(1), configure));
}
