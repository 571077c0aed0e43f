using Messaging.Benchmarks.Harness;

namespace Messaging.Benchmarks.Measures;

/// <summary>
/// Rows claimed and sent a second with very many waiting, and also while another transaction is idle and keeps the dead rows from being
/// cleaned away; limit: ours with 1,000 waiting.
/// </summary>
internal sealed class BacklogMeasure : IMeasure
{
    private const int Few = 1_000;
    private const int TimesFew = 15;
    private const int ShareOfBacklog = 25;

    public string Name => "backlog";

    public async Task<IReadOnlyList<Result>> RunAsync(BenchServers servers, Scale scale, CancellationToken cancellationToken)
    {
        await using var bench = await Bench.StartAsync(servers, cancellationToken);
        var sent = 0L;

        Task<Round> UntilSentAsync(int count) =>
            servers.TimeAsync(count, () => bench.Broker.UntilCountAsync(Bench.Events, sent += count, cancellationToken));

        async Task<Round> FewAsync()
        {
            var rounds = new List<Round>();
            for (var i = 0; i < TimesFew; i++)
            {
                await bench.Database.AddBacklogAsync(bench.Host.PlacedAddress, bench.Body, Few);
                rounds.Add(await UntilSentAsync(Few));
                await bench.Database.UntilOutboxIsEmptyAsync(cancellationToken);
            }

            return new Round(Median.Of(rounds.Select(round => round.Value)), ProcessorCost.MedianOf(rounds.Select(round => round.Cost)), Tally.Right);
        }

        await bench.Database.AddBacklogAsync(bench.Host.PlacedAddress, bench.Body, scale.WarmUp);
        await UntilSentAsync(scale.WarmUp);
        var few = new List<Round>();
        for (var i = 0; i < scale.Rounds; i++)
            few.Add(await FewAsync());

        // The backlog is too large to be made anew for each round, so here the rounds do not alternate.
        await bench.Database.AddBacklogAsync(bench.Host.PlacedAddress, bench.Body, scale.LargeBacklog);
        var before = sent;
        var results = new List<Result>();
        foreach (var idle in new[] { false, true })
        {
            await using var transaction = idle ? await bench.Database.IdleAsync() : null;
            var parts = new List<Round>();
            for (var i = 0; i < scale.Rounds; i++)
                parts.Add(await UntilSentAsync(scale.LargeBacklog / ShareOfBacklog));
            results.Add(new Result(idle ? "backlog-idle" : Name, "/s", parts, few) { Extra = $"waiting={scale.LargeBacklog - (sent - before)}" });
        }

        await bench.Host.DisposeAsync();
        var left = await bench.Database.AskAsync<long>("select count(*) from messaging.outbox_message");
        var tally = await bench.Broker.TakeAllAsync(Bench.Events, before + scale.LargeBacklog - left, cancellationToken);
        return [.. results.Select(result => result with { Limit = [few[0] with { Tally = tally }, .. few.Skip(1)] })];
    }
}
