using Messaging.Benchmarks.App;
using Messaging.Benchmarks.Harness;
using Messaging.Benchmarks.Raw;

namespace Messaging.Benchmarks.Measures;

/// <summary>
/// Inbox, EF load and update of a row, one event out; limit: inbox, update and outbox row in one round trip, 16 at a time, no broker.
/// Once with a transaction for each message, as is the default, and once with group commit.
/// </summary>
internal sealed class ConsumeMeasure(string name, int messagesPerCommit) : IMeasure
{
    public string Name => name;

    public async Task<IReadOnlyList<Result>> RunAsync(BenchServers servers, Scale scale, CancellationToken cancellationToken)
    {
        await using var bench = await Bench.StartAsync(servers, cancellationToken, messagesPerCommit: messagesPerCommit);
        var expectedTaken = 0L;

        async Task<Round> OursAsync(int count)
        {
            bench.Host.Gate.Close();
            await bench.Broker.PublishAsync(BenchHost.Queue, "", count, number =>
            {
                var id = Guid.NewGuid();
                return (id, Envelope.Of(id, new Take(number % BenchContext.Items, 1)));
            });
            var acknowledged = bench.Host.Acknowledged.After(count);
            var round = await servers.TimeAsync(count, async () =>
            {
                bench.Host.Gate.Open();
                await acknowledged.WaitAsync(TimeSpan.FromMinutes(5), cancellationToken);
                await bench.Broker.UntilCountAsync(Bench.Events, count, cancellationToken);
            });
            await bench.Database.UntilOutboxIsEmptyAsync(cancellationToken);
            expectedTaken += count;
            var taken = (long)await bench.Database.AskAsync<decimal>("select sum(taken) from item");
            var effects = new Tally(Math.Max(0, expectedTaken - taken), Math.Max(0, taken - expectedTaken));
            return round with { Tally = effects + await bench.Broker.TakeAllAsync(Bench.Events, count, cancellationToken) };
        }

        async Task<Round> LimitAsync(int count)
        {
            await bench.Database.ForgetAsync();
            return await servers.TimeAsync(count, () => Workers.RunAsync(
                count, number => bench.Database.TakeAsync(number % BenchContext.Items, bench.Host.PlacedAddress, bench.Body, cancellationToken)));
        }

        await OursAsync(scale.WarmUp);
        await LimitAsync(scale.WarmUp);
        return [await Turns.TakeAsync(Name, "/s", scale.Rounds, () => OursAsync(scale.Messages), () => LimitAsync(scale.Messages))];
    }
}
