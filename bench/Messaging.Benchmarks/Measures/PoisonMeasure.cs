using Messaging.Benchmarks.Harness;

namespace Messaging.Benchmarks.Measures;

/// <summary>
/// The share of a core that this process and PostgreSQL take while rows that nobody takes wait to be tried again, each under a key of its
/// own, and nothing else happens; limit: the same without them. Lower is better. Its processor times are those of a second.
/// </summary>
internal sealed class PoisonMeasure : IMeasure
{
    private const int Rows = 100;
    private const int Seconds = 10;

    // About seven seconds after the first attempt; then they are tried again ever less often, and for some minutes more.
    private const int AttemptsBefore = 3 * Rows;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public string Name => "poison-cpu";

    public async Task<IReadOnlyList<Result>> RunAsync(BenchServers servers, Scale scale, CancellationToken cancellationToken)
    {
        await using var bench = await Bench.StartAsync(servers, cancellationToken);
        await bench.Database.AddBacklogAsync(bench.Host.PlacedAddress, bench.Body, scale.WarmUp);
        await bench.Database.UntilOutboxIsEmptyAsync(cancellationToken);

        async Task<Round> WatchAsync()
        {
            var round = await servers.TimeAsync(Seconds, () => Task.Delay(TimeSpan.FromSeconds(Seconds), cancellationToken));
            return round with { Value = 100 * (round.Cost.Client + (round.Cost.Postgres ?? TimeSpan.Zero)).TotalSeconds };
        }

        var (without, with) = (new List<Round>(), new List<Round>());
        for (var i = 0; i < scale.Rounds; i++)
            without.Add(await WatchAsync());
        await bench.Database.AddPoisonAsync(new Uri(bench.Host.PlacedAddress, "nobody-takes-these"), bench.Body, Rows);
        await Until.TrueAsync(
            async () => await bench.Database.AskAsync<long>("select coalesce(sum(attempts), 0) from messaging.outbox_message") >= AttemptsBefore,
            Pause, Patience, "each had failed some times", cancellationToken);
        for (var i = 0; i < scale.Rounds; i++)
            with.Add(await WatchAsync());

        var waiting = await bench.Database.AskAsync<long>("select count(*) from messaging.outbox_message");
        with[^1] = with[^1] with { Tally = new Tally(Rows - waiting, 0) };
        return [new Result(Name, "%", with, without) { Extra = $"waiting={waiting}" }];
    }
}
