using Messaging.CrashSample;
using Messaging.Testing;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Tests.Crash;

/// <summary>A database and a virtual host that replicas share, and everything that was seen of them.</summary>
internal sealed class CrashCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(LongRun.Of(120, 600));

    private readonly SampleDatabase _database;
    private readonly string _rabbitMq;
    private readonly CrashObserver _observer;
    private IHost? _survivor;

    private CrashCluster(SampleDatabase database, string rabbitMq, CrashHistory history, CrashObserver observer) =>
        (_database, _rabbitMq, History, _observer) = (database, rabbitMq, history, observer);

    public CrashHistory History { get; }

    public CrashSettings Settings => new(_database.Direct, _rabbitMq);

    public SampleDatabase Database => _database;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="survivor">Whether a replica that is never killed runs in this process.</param>
    public static async Task<CrashCluster> StartAsync(bool survivor)
    {
        var database = await SampleDatabase.CreateAsync();
        await CrashHost.CreateTablesAsync(database.Direct);
        var rabbitMq = await (await TestServers.GetRabbitMqAsync(Token)).CreateVirtualHostAsync(Token);
        var history = new CrashHistory();
        var cluster = new CrashCluster(database, rabbitMq, history, await CrashObserver.StartAsync(rabbitMq, history, CrashHost.WorkQueue, CrashHost.DoneQueue));
        if (survivor)
        {
            cluster._survivor = CrashHost.Build(cluster.Settings);
            await cluster._survivor.StartAsync(Token);
        }

        return cluster;
    }

    public Task<CrashReplica> StartReplicaAsync(string crashAt = "", int after = 1, Func<CrashSettings, CrashSettings>? change = null) =>
        CrashReplica.StartAsync((change ?? (settings => settings))(Settings with { CrashAt = crashAt, CrashAfter = after }), History, Token);

    /// <summary>One piece of work after the other for each of some keys, by whichever replica is alive, until told otherwise.</summary>
    public async Task ProduceAsync(Func<CrashReplica?> replica, Func<bool> goesOn, int keys = 4) =>
        await Task.WhenAll(Enumerable.Range(0, keys).Select(async key =>
        {
            while (goesOn() && !Token.IsCancellationRequested)
            {
                if (replica() is not { HasEnded: false } alive)
                {
                    await Task.Delay(20, Token);
                    continue;
                }

                var (number, answer) = History.Attempt($"key-{key}");
                await alive.ProduceAsync(number, $"key-{key}");
                while (!answer.IsCompleted && !alive.HasEnded)
                    await Task.WhenAny(answer, Task.Delay(50, Token));
                await Task.Delay(5, Token);
            }
        }));

    /// <summary>Nothing lost, nothing doubled, nothing swapped, and all backlogs back to zero.</summary>
    /// <param name="circumstances">What was done to the replicas.</param>
    /// <param name="mayBeStale">
    /// Whether a copy of what had already arrived may come behind its successor: from a process that stood still between its last look at its
    /// lease and the broker. By the sequence in its header a receiver knows it.
    /// </param>
    public async Task CheckAsync(string circumstances, bool mayBeStale = false)
    {
        await Eventually.SucceedsAsync(
            async () =>
            {
                (await BacklogAsync()).ShouldBe((0, 0u, 0u));
                (await CountAsync("\"Rows\" where \"Kind\" = 'done'")).ShouldBeGreaterThanOrEqualTo(await CountAsync("\"Rows\" where \"Kind\" = 'sent'"));
            },
            Patience, $"outbox and queues were empty and all was done; {circumstances}", Token);
        var (sent, work, done) = (await NumbersAsync("sent"), await NumbersAsync("work"), await NumbersAsync("done"));
        History.Promised.Keys.Except(sent).ShouldBeEmpty($"lost after it was promised; {circumstances}");
        sent.Except(work).Concat(sent.Except(done)).ShouldBeEmpty($"lost on the way; {circumstances}");
        foreach (var (kind, effects) in new[] { ("sent", sent), ("work", work), ("done", done) })
            effects.GroupBy(number => number).Where(group => group.Count() > 1).Select(group => (kind, group.Key)).ShouldBeEmpty($"an effect twice; {circumstances}");
        work.Concat(done).Except(sent).ShouldBeEmpty($"an effect of what has not happened; {circumstances}");
        await Eventually.BecomesTrueAsync(
            () => sent.Except(History.Arrivals.Where(arrival => arrival.Queue == CrashHost.DoneQueue).Select(arrival => arrival.Number)).Any() is false,
            Patience, "the observer had seen all", Token);
        History.OutOfOrder(repeated: false).ShouldBeEmpty(circumstances);
        if (!mayBeStale)
            History.OutOfOrder(repeated: true).ShouldBeEmpty($"a copy behind its successor; {circumstances}");
        History.Swapped(CrashHost.WorkQueue).ShouldBeEmpty(circumstances);
        (await CountAsync("messaging.dead_letter")).ShouldBe(0, circumstances);
    }

    /// <summary>The effects of work on an ordered queue came in the order of their keys.</summary>
    public async Task CheckOrderOfEffectsAsync(string circumstances)
    {
        foreach (var key in (await NumbersAsync("work")).GroupBy(number => History.Attempts[number]))
            key.AsEnumerable().ShouldBe(key.Order(), $"{key.Key}; {circumstances}");
    }

    /// <summary>Has every replica do as wished, or no longer.</summary>
    public async Task WishAsync(string wish, bool holds = true) => await _database.AskAsync<object>(
        holds ? $"""insert into "Rows" ("Kind", "Number") values ('{wish}', 0)""" : $"""delete from "Rows" where "Kind" = '{wish}'""");

    private async Task<(long Outbox, uint Work, uint Done)> BacklogAsync() =>
        (await CountAsync("messaging.outbox_message"), await _observer.CountAsync(CrashHost.WorkQueue), await _observer.CountAsync(CrashHost.DoneQueue));

    public Task<long> CountAsync(string source) => _database.AskAsync<long>($"select count(*) from {source}");

    public async ValueTask DisposeAsync()
    {
        if (_survivor is not null)
        {
            await _survivor.StopAsync();
            _survivor.Dispose();
        }

        await _observer.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task<List<int>> NumbersAsync(string kind)
    {
        await using var connection = new NpgsqlConnection(_database.Direct);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("""select "Number" from "Rows" where "Kind" = $1 order by "Id" """, connection) { Parameters = { new NpgsqlParameter { Value = kind } } };
        await using var reader = await command.ExecuteReaderAsync(Token);
        var numbers = new List<int>();
        while (await reader.ReadAsync(Token))
            numbers.Add(reader.GetInt32(0));
        return numbers;
    }
}
