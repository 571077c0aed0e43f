using System.Globalization;
using Messaging.Redis.Tests.Support;
using Messaging.Redis.Worker;
using Messaging.Testing;
using StackExchange.Redis;

namespace Messaging.Redis.Tests;

/// <summary>Redis killed, paused, full and flushed, and consumers killed with -9, while messages pass through a stream, a list and idempotency keys.</summary>
public sealed class FaultTests : IDisposable
{
    private const int Concurrency = 16;
    private const int Settled = -1;

    // What is sent beside the counted ones has this number and those below.
    private const int Extra = -2;
    private static readonly string[] Kinds = ["stream", "list", "once"];
    private static readonly int Count = LongRun.Of(1_000, 20_000);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(LongRun.Of(120, 600));
    private readonly string _folder = Directory.CreateTempSubdirectory("redis-faults-").FullName;
    private readonly List<WorkerProcess> _workers = [];
    private WorkerOptions _options = null!;
    private int _kills;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_Redis_has_accepted_is_done_while_consumers_and_server_are_killed_paused_and_full()
    {
        await using var server = await TestServers.StartRedisAsync(cancellationToken: Token);
        await using var connection = await ConnectAsync(server);
        var (raw, options) = (connection.GetDatabase(), Options(server));
        StartWorkers(options);
        Func<Task>[] faults =
        [
            KillWorkerAsync, () => KillServerAsync(server), KillWorkerAsync, () => PauseAsync(raw), KillWorkerAsync, () => FillAsync(raw), KillWorkerAsync,
            () => KillServerAsync(server),
        ];

        var again = 0;
        for (var number = 0; number < Count; number++)
        {
            again += await SendAsync(raw, options, number);
            // In the middle of each part of the run, with messages taken and not done.
            if (number % (Count / faults.Length) == Count / faults.Length / 2 && number * faults.Length / Count is var next && next < faults.Length)
                await faults[next]();
        }

        await UntilAsync(() => Task.FromResult(Kinds.All(kind => Done(kind).Distinct().Count() == Count)), "everything was done");
        await UntilAsync(async () => (await raw.StreamPendingAsync(options.Stream, WorkerHost.Group)).PendingMessageCount == 0
            && (await raw.StreamPendingAsync(options.Once, WorkerHost.Group)).PendingMessageCount == 0
            && await raw.ListLengthAsync(options.List) + await raw.ListLengthAsync($"{options.List}:returned") == 0, "everything is acknowledged");
        foreach (var source in new[] { options.Stream, options.List, options.Once })
            (await raw.KeyExistsAsync($"{source}:dead")).ShouldBeFalse("a killed consumer is no reason for a dead letter");
        Effects.Read(_folder).ShouldContain(effect => effect.Kind == "again", "the faults did hit: something was delivered again");

        // What is not promised: a crash between an effect and its mark. Each kill leaves at most what was in work.
        var twice = Done("once").Count() - Count;
        twice.ShouldBeLessThanOrEqualTo(_kills * Concurrency);
        Show($"{Count} messages each, {_kills} consumers killed: done again {Done("stream").Count() - Count} of the stream, {Done("list").Count() - Count} of the list (at least once, {again} sendings were repeated), {twice} of {2 * Count} with idempotency keys");
    }

    [Fact]
    public async Task FLUSHALL_loses_what_only_Redis_had_and_the_consumers_go_on_with_what_comes_after()
    {
        await using var server = await TestServers.StartRedisAsync(cancellationToken: Token);
        await using var connection = await ConnectAsync(server);
        var (raw, options) = (connection.GetDatabase(), Options(server));
        StartWorkers(options);
        // One that is over and done with: of the others a copy may be in work while Redis is flushed, and mark its key again after it.
        await SendOnceAsync(raw, options, Settled);
        await UntilAsync(
            async () => Done("once").Contains(Settled) && (await raw.StreamPendingAsync(options.Once, WorkerHost.Group)).PendingMessageCount == 0,
            "the workers work");
        var half = LongRun.Of(Count / 10, Count);
        for (var number = 0; number < half; number++)
            await SendAsync(raw, options, number);

        // What the one that is killed had in work is lost with the rest.
        await KillWorkerAsync();
        await raw.ExecuteAsync("FLUSHALL");
        for (var number = half; number < 2 * half; number++)
        {
            await SendAsync(raw, options, number);
            if (number == half + (half / 2))
                await KillWorkerAsync();
        }

        await UntilAsync(
            () => Task.FromResult(Kinds.All(kind => Done(kind).Where(number => number >= half).Distinct().Count() == half)),
            "everything that came after the flush was done");
        // The idempotency keys are gone, too: a copy of what was done before runs again.
        await SendOnceAsync(raw, options, Settled);
        await UntilAsync(() => Task.FromResult(Done("once").Count(number => number == Settled) == 2), "it ran again");
        Show(string.Join(", ", Kinds.Select(kind => $"{kind}: {half - Done(kind).Where(number => number >= 0 && number < half).Distinct().Count()} of {half} lost")));
    }

    [Fact]
    public async Task A_full_server_can_be_emptied_by_the_consumers_that_run()
    {
        await using var server = await TestServers.StartRedisAsync(new ServerSettings { ["maxmemory-policy"] = "noeviction" }, Token);
        await using var connection = await ConnectAsync(server);
        var raw = connection.GetDatabase();
        var gate = new TaskCompletionSource();
        var (ofStream, ofList) = (0, 0);
        await using var stream = await RedisApp.StartAsync<RawText>(
            server.ConnectionString, (redis, common) => redis.StreamEndpoint<RawText>("s", "g", common),
            async (_, _) => { await gate.Task; Interlocked.Increment(ref ofStream); }, (endpoint, _) => (endpoint.BufferedMessages, endpoint.ConcurrentMessageLimit) = (1, 1));
        await using var list = await RedisApp.StartAsync<RawText>(
            server.ConnectionString, (redis, common) => redis.ListEndpoint<RawText>("l", common),
            async (_, _) => { await gate.Task; Interlocked.Increment(ref ofList); }, (endpoint, _) => (endpoint.BufferedMessages, endpoint.ConcurrentMessageLimit) = (1, 1));
        for (var number = 0; number < 50; number++)
        {
            await raw.StreamAddAsync("s", "text", number);
            await raw.ListLeftPushAsync("l", number);
        }

        await UntilAsync(() => Task.FromResult(stream.Status.Endpoints[0].InFlight == 1 && list.Status.Endpoints[0].InFlight == 1), "both have begun");
        await raw.ExecuteAsync("CONFIG", "SET", "maxmemory", "1mb");
        (await Should.ThrowAsync<RedisServerException>(() => raw.ListLeftPushAsync("l", "no"))).Message.ShouldContain("OOM");
        gate.SetResult();

        await UntilAsync(() => Task.FromResult(ofStream == 50 && ofList == 50), "both are empty");
        (await Should.ThrowAsync<RedisServerException>(() => raw.ListLeftPushAsync("l", "no"))).Message.ShouldContain("OOM");
    }

    [Fact]
    public async Task A_full_server_can_be_emptied_by_consumers_that_start_then()
    {
        await using var server = await TestServers.StartRedisAsync(new ServerSettings { ["maxmemory-policy"] = "noeviction" }, Token);
        await using var connection = await ConnectAsync(server);
        var raw = connection.GetDatabase();
        for (var number = 0; number < 50; number++)
        {
            await raw.StreamAddAsync("s", "text", number);
            await raw.ListLeftPushAsync("l", number);
        }

        await raw.ExecuteAsync("CONFIG", "SET", "maxmemory", "1mb");
        (await Should.ThrowAsync<RedisServerException>(() => raw.ListLeftPushAsync("l", "no"))).Message.ShouldContain("OOM");
        var (ofStream, ofList) = (0, 0);
        await using var stream = await RedisApp.StartAsync<RawText>(
            server.ConnectionString, (redis, common) => redis.StreamEndpoint<RawText>("s", "g", common),
            (_, _) => { Interlocked.Increment(ref ofStream); return Task.CompletedTask; });
        await using var list = await RedisApp.StartAsync<RawText>(
            server.ConnectionString, (redis, common) => redis.ListEndpoint<RawText>("l", common),
            (_, _) => { Interlocked.Increment(ref ofList); return Task.CompletedTask; });

        await UntilAsync(() => Task.FromResult(ofStream == 50 && ofList == 50), "both are empty");
        (await Should.ThrowAsync<RedisServerException>(() => raw.ListLeftPushAsync("l", "no"))).Message.ShouldContain("OOM");
    }

    public void Dispose()
    {
        foreach (var worker in _workers)
            worker.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(20));
        Directory.Delete(_folder, recursive: true);
    }

    private static Task UntilAsync(Func<Task<bool>> condition, string because) => Eventually.BecomesTrueAsync(condition, Patience, because, Token);

    private static void Show(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);

    private static string Id(int number) => $"once-{number.ToString(CultureInfo.InvariantCulture)}";

    private static Task<ConnectionMultiplexer> ConnectAsync(RedisServer server) =>
        ConnectionMultiplexer.ConnectAsync($"{server.ConnectionString},allowAdmin=true,abortConnect=false,asyncTimeout=1000,connectTimeout=1000");

    private WorkerOptions Options(RedisServer server) =>
        new($"{server.ConnectionString},asyncTimeout=1000,connectTimeout=1000", "faults", _folder, TimeSpan.FromSeconds(2), 50);

    private IEnumerable<int> Done(string kind) => Effects.Read(_folder).Where(effect => effect.Kind == kind && effect.Value > Extra).Select(effect => effect.Value);

    private void StartWorkers(WorkerOptions options)
    {
        for (var worker = 0; worker < 2; worker++)
            _workers.Add(WorkerProcess.Start(options));
        _options = options;
    }

    /// <summary>Sends one to each until it is accepted, and the one with a key twice.</summary>
    /// <returns>How many sendings were repeated, perhaps after they had been accepted.</returns>
    private static async Task<int> SendAsync(IDatabase raw, WorkerOptions options, int number) =>
        await AcceptAsync(() => raw.StreamAddAsync(options.Stream, "value", number))
        + await AcceptAsync(() => raw.ListLeftPushAsync(options.List, $$"""{"value":{{number}}}"""))
        + await SendOnceAsync(raw, options, number)
        + await SendOnceAsync(raw, options, number);

    private static Task<int> SendOnceAsync(IDatabase raw, WorkerOptions options, int number) =>
        AcceptAsync(() => raw.StreamAddAsync(options.Once, [new("value", number), new("message-id", Id(number))]));

    private static async Task<int> AcceptAsync(Func<Task> send)
    {
        for (var repeated = 0; ; repeated++)
        {
            try
            {
                await send();
                return repeated;
            }
            catch (Exception exception) when (exception is RedisException or RedisTimeoutException)
            {
                await Task.Delay(20, Token);
            }
        }
    }

    private async Task KillWorkerAsync()
    {
        // One that has work.
        await UntilAsync(() => Task.FromResult(Effects.Read(_folder).Count > 0), "the workers work");
        await _workers[0].KillAsync();
        _kills++;
        _workers.RemoveAt(0);
        _workers.Add(WorkerProcess.Start(_options));
    }

    private static async Task KillServerAsync(RedisServer server)
    {
        await server.KillAsync(Token);
        await server.StartAsync(Token);
    }

    private static async Task PauseAsync(IDatabase raw) => await raw.ExecuteAsync("CLIENT", "PAUSE", "3000", "ALL");

    /// <summary>Full until a sending was refused for it and the consumers that run have done what was there.</summary>
    private async Task FillAsync(IDatabase raw)
    {
        for (var number = 0; number < 50; number++)
            await SendExtraAsync(raw, Extra - number);
        await AcceptAsync(() => raw.ExecuteAsync("CONFIG", "SET", "maxmemory", "1mb"));
        (await Should.ThrowAsync<RedisServerException>(() => raw.StringSetAsync("more", "x"))).Message.ShouldContain("OOM");
        await UntilAsync(() => Task.FromResult(Extras("stream") == 50 && Extras("list") == 50), "they are done while the server is full");
        await AcceptAsync(() => raw.ExecuteAsync("CONFIG", "SET", "maxmemory", "0"));
    }

    private async Task SendExtraAsync(IDatabase raw, int number) =>
        await Task.WhenAll(
            AcceptAsync(() => raw.StreamAddAsync(_options.Stream, "value", number)), AcceptAsync(() => raw.ListLeftPushAsync(_options.List, $$"""{"value":{{number}}}""")));

    private int Extras(string kind) => Effects.Read(_folder).Where(effect => effect.Kind == kind && effect.Value <= Extra).Distinct().Count();
}
