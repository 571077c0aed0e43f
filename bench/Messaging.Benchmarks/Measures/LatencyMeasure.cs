using System.Collections.Concurrent;
using System.Diagnostics;
using Messaging.Benchmarks.Harness;
using Messaging.Benchmarks.Raw;

namespace Messaging.Benchmarks.Measures;

/// <summary>
/// 200 commits a second, from commit to received; limit: published to received at the same rate. Once without keys, whose messages go to the
/// broker from memory, and once with a key for each order, whose messages are read from the table.
/// </summary>
internal sealed class LatencyMeasure(string name, bool keyed) : IMeasure
{
    private const int Rate = 200;
    private const string LimitQueue = "limit";

    public string Name => name;

    public async Task<IReadOnlyList<Result>> RunAsync(BenchServers servers, Scale scale, CancellationToken cancellationToken)
    {
        var commits = new CommitTimes();
        await using var bench = await Bench.StartAsync(servers, cancellationToken, commits);
        await bench.Broker.DeclareQueueAsync(LimitQueue);
        await using var events = await bench.Broker.ConsumeAsync(Bench.Events);
        await using var limits = await bench.Broker.ConsumeAsync(LimitQueue);

        Task<Round> OursAsync(int count) => MeasureAsync(servers, events, count, (number, sent) =>
        {
            var id = Guid.NewGuid();
            commits.WhenCommitted(() => sent[id.ToString()] = Stopwatch.GetTimestamp());
            return bench.PlaceAsync(number, cancellationToken, id, keyed ? $"order-{number}" : null);
        }, cancellationToken);

        Task<Round> LimitAsync(int count) => MeasureAsync(servers, limits, count, async (_, sent) =>
        {
            var id = Guid.NewGuid();
            sent[id.ToString()] = Stopwatch.GetTimestamp();
            await bench.Broker.PublishAsync("", LimitQueue, id, bench.Body);
        }, cancellationToken);

        await Workers.RunAsync(scale.WarmUp, number => bench.PlaceAsync(number, cancellationToken, key: keyed ? $"order-{number}" : null));
        await events.UntilQuietAsync(scale.WarmUp, cancellationToken);
        await bench.Broker.PublishAsync("", LimitQueue, scale.WarmUp, _ => (Guid.NewGuid(), bench.Body));
        await limits.UntilQuietAsync(scale.WarmUp, cancellationToken);
        return [await Turns.TakeAsync(Name, "ms", scale.Rounds, () => OursAsync(scale.Seconds * Rate), () => LimitAsync(scale.Seconds * Rate))];
    }

    private static async Task<Round> MeasureAsync(
        BenchServers servers, RawConsumer consumer, int count, Func<int, ConcurrentDictionary<string, long>, Task> send, CancellationToken cancellationToken)
    {
        consumer.Forget();
        var sent = new ConcurrentDictionary<string, long>();
        var received = new ConcurrentDictionary<string, long>();
        consumer.Received = id => received.TryAdd(id, Stopwatch.GetTimestamp());
        var round = await servers.TimeAsync(count, async () =>
        {
            // Open loop: a slow commit does not slow down the ones that follow.
            var sending = new List<Task>();
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / Rate));
            var started = Stopwatch.GetTimestamp();
            while (sending.Count < count && await timer.WaitForNextTickAsync(cancellationToken))
            {
                for (var due = Math.Min(count, Stopwatch.GetElapsedTime(started).TotalSeconds * Rate); sending.Count < due;)
                {
                    var number = sending.Count;
                    sending.Add(Task.Run(() => send(number, sent), cancellationToken));
                }
            }

            await Task.WhenAll(sending);
            await consumer.UntilAsync(count, cancellationToken);
        });
        await consumer.UntilQuietAsync(count, cancellationToken);
        consumer.Received = null;
        var times = received.Where(message => sent.ContainsKey(message.Key))
            .Select(message => Stopwatch.GetElapsedTime(sent[message.Key], message.Value).TotalMilliseconds).ToList();
        return new Round(Median.Percentile(times, 0.5), round.Cost, consumer.Tally(count)) { Tail = Median.Percentile(times, 0.99) };
    }
}
