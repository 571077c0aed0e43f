using Messaging.Benchmarks.Harness;

namespace Messaging.Benchmarks.Measures;

/// <summary>The relay empties a backlog into a quorum queue; limit: the plain client with publisher confirms, 256 in flight.</summary>
internal sealed class DrainMeasure : IMeasure
{
    private const string LimitQueue = "limit";

    // The usual warm-up is over in half a second here.
    private const int WarmUps = 5;

    public string Name => "drain";

    public async Task<IReadOnlyList<Result>> RunAsync(BenchServers servers, Scale scale, CancellationToken cancellationToken)
    {
        await using var bench = await Bench.StartAsync(servers, cancellationToken);
        await bench.Broker.DeclareQueueAsync(LimitQueue);

        async Task<Round> OursAsync(int count)
        {
            await bench.Database.RunAsync("vacuum messaging.outbox_message");
            await bench.Database.AddBacklogAsync(bench.Host.PlacedAddress, bench.Body, count);
            var round = await servers.TimeAsync(count, async () =>
            {
                await bench.Broker.UntilCountAsync(Bench.Events, count, cancellationToken);
                await bench.Database.UntilOutboxIsEmptyAsync(cancellationToken);
            });
            return round with { Tally = await bench.Broker.TakeAllAsync(Bench.Events, count, cancellationToken) };
        }

        async Task<Round> LimitAsync(int count)
        {
            var round = await servers.TimeAsync(count, () => bench.Broker.PublishAsync("", LimitQueue, count, _ => (Guid.NewGuid(), bench.Body)));
            return round with { Tally = await bench.Broker.TakeAllAsync(LimitQueue, count, cancellationToken) };
        }

        await OursAsync(WarmUps * scale.WarmUp);
        await LimitAsync(WarmUps * scale.WarmUp);
        return [await Turns.TakeAsync(Name, "/s", Math.Min(scale.Rounds, 3), () => OursAsync(scale.Backlog), () => LimitAsync(scale.Backlog))];
    }
}
