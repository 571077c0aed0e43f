using Messaging.Benchmarks.Harness;

namespace Messaging.Benchmarks.Measures;

/// <summary>16 writers, an order and an event each, until a plain consumer has them all; limit: the same two rows in one round trip, nothing sent.</summary>
internal sealed class PublishMeasure : IMeasure
{
    public string Name => "publish";

    public async Task<IReadOnlyList<Result>> RunAsync(BenchServers servers, Scale scale, CancellationToken cancellationToken)
    {
        await using var bench = await Bench.StartAsync(servers, cancellationToken);
        await using var consumer = await bench.Broker.ConsumeAsync(Bench.Events);

        async Task<Round> OursAsync(int count)
        {
            consumer.Forget();
            var round = await servers.TimeAsync(count, async () =>
            {
                await Workers.RunAsync(count, number => bench.PlaceAsync(number, cancellationToken));
                await consumer.UntilAsync(count, cancellationToken);
            });
            await bench.Database.UntilOutboxIsEmptyAsync(cancellationToken);
            await consumer.UntilQuietAsync(count, cancellationToken);
            return round with { Tally = consumer.Tally(count) };
        }

        async Task<Round> LimitAsync(int count)
        {
            await bench.Database.ForgetAsync();
            return await servers.TimeAsync(
                count, () => Workers.RunAsync(count, _ => bench.Database.PlaceAsync(bench.Host.PlacedAddress, bench.Body, cancellationToken)));
        }

        await OursAsync(scale.WarmUp);
        await LimitAsync(scale.WarmUp);
        return [await Turns.TakeAsync(Name, "/s", scale.Rounds, () => OursAsync(scale.Messages), () => LimitAsync(scale.Messages))];
    }
}
