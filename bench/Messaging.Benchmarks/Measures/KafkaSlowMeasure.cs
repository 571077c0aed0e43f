using System.Diagnostics;
using System.Globalization;
using Messaging.Benchmarks.App;
using Messaging.Benchmarks.Harness;
using Messaging.Benchmarks.Raw;

namespace Messaging.Benchmarks.Measures;

/// <summary>The rider with a consumer that awaits 2 ms, 64 at a time, in key order; limit: 64 / 2 ms, which no timer keeps.</summary>
internal sealed class KafkaSlowMeasure : IMeasure
{
    private const int AtATime = 64;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(2);

    public string Name => "kafka-slow";

    public async Task<IReadOnlyList<Result>> RunAsync(BenchServers servers, Scale scale, CancellationToken cancellationToken)
    {
        var kafka = await servers.KafkaAsync(cancellationToken);
        var topic = await RawTopic.CreateAsync(kafka, cancellationToken);
        var count = scale.Backlog / 2;
        await RawTopic.FillAsync(kafka.ConnectionString, topic, count, cancellationToken);

        async Task<Round> OursAsync()
        {
            var seen = new ReadingCount(count, servers.Spent);
            await using var host = await KafkaBenchHost.StartAsync(kafka.ConnectionString, topic, seen, Wait, AtATime, cancellationToken);
            return await seen.RoundAsync(cancellationToken);
        }

        static Task<Round> LimitAsync() => Task.FromResult(new Round(AtATime / Wait.TotalSeconds, default, Tally.Right));

        await OursAsync();
        var result = await Turns.TakeAsync(Name, "/s", scale.Rounds, OursAsync, LimitAsync);
        var timers = await TimersAsync(count);
        return [result with { Extra = string.Create(CultureInfo.InvariantCulture, $"timers_alone={timers:0}/s") }];
    }

    /// <summary>What 64 loops that do nothing but wait come to here.</summary>
    private static async Task<double> TimersAsync(int count)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => Task.Run(async () =>
        {
            for (var turn = 0; turn < count / AtATime; turn++)
                await Task.Delay(Wait);
        })));
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
