using System.Globalization;
using Messaging.Benchmarks.App;
using Messaging.Benchmarks.Harness;
using Messaging.Benchmarks.Raw;

namespace Messaging.Benchmarks.Measures;

/// <summary>The rider with a consumer that does nothing, in key order, of a topic with 4 partitions and 1,000 keys; limit: Confluent's consumer alone.</summary>
internal sealed class KafkaMeasure : IMeasure
{
    // The plain client takes half a million a second: of fewer records most would wait in its memory before the clock starts.
    private const int Times = 10;

    public string Name => "kafka";

    public async Task<IReadOnlyList<Result>> RunAsync(BenchServers servers, Scale scale, CancellationToken cancellationToken)
    {
        var kafka = await servers.KafkaAsync(cancellationToken);
        var topic = await RawTopic.CreateAsync(kafka, cancellationToken);
        var count = Times * scale.Backlog;
        await RawTopic.FillAsync(kafka.ConnectionString, topic, count, cancellationToken);

        async Task<Round> OursAsync()
        {
            var seen = new ReadingCount(count, servers.Spent);
            await using var host = await KafkaBenchHost.StartAsync(kafka.ConnectionString, topic, seen, TimeSpan.Zero, null, cancellationToken);
            return await seen.RoundAsync(cancellationToken);
        }

        async Task<Round> LimitAsync(bool asRider)
        {
            var seen = new ReadingCount(count, servers.Spent);
            await RawTopic.ConsumeAsync(kafka.ConnectionString, topic, count, seen, asRider, cancellationToken);
            return await seen.RoundAsync(cancellationToken);
        }

        await OursAsync();
        await LimitAsync(asRider: false);
        var result = await Turns.TakeAsync(Name, "/s", scale.Rounds, OursAsync, () => LimitAsync(asRider: false));
        // As documented, the client stands still for the rest of a second whenever its queue is full.
        var tuned = await LimitAsync(asRider: true);
        return [result with { Extra = string.Create(CultureInfo.InvariantCulture, $"limit_with_our_settings={tuned.Value:0}/s") }];
    }
}
