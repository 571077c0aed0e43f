using Messaging.Benchmarks.App;
using Messaging.Benchmarks.Harness;
using Messaging.Benchmarks.Raw;

namespace Messaging.Benchmarks.Measures;

/// <summary>The rider with a consumer that does nothing, in key order, of a topic with 4 partitions and 1,000 keys; limit: Confluent's consumer alone.</summary>
internal sealed class KafkaMeasure : IMeasure
{
    private const int WarmUps = 3;

    public string Name => "kafka";

    public async Task<IReadOnlyList<Result>> RunAsync(BenchServers servers, Scale scale, CancellationToken cancellationToken)
    {
        var kafka = await servers.KafkaAsync(cancellationToken);
        var topic = await RawTopic.CreateAsync(kafka, cancellationToken);
        var count = scale.Backlog;
        await RawTopic.FillAsync(kafka.ConnectionString, topic, count, cancellationToken);

        async Task<Round> OursAsync()
        {
            var seen = new ReadingCount(count, servers.Spent);
            await using var host = await KafkaBenchHost.StartAsync(kafka.ConnectionString, topic, seen, TimeSpan.Zero, null, cancellationToken);
            return await seen.RoundAsync(cancellationToken);
        }

        async Task<Round> LimitAsync()
        {
            var seen = new ReadingCount(count, servers.Spent);
            await RawTopic.ConsumeAsync(kafka.ConnectionString, topic, count, seen, cancellationToken);
            return await seen.RoundAsync(cancellationToken);
        }

        // A second of records is not yet what a service runs after minutes: the runtime still compiles meanwhile.
        for (var turn = 0; turn < WarmUps; turn++)
        {
            await OursAsync();
            await LimitAsync();
        }

        return [await Turns.TakeAsync(Name, "/s", scale.Rounds, OursAsync, LimitAsync)];
    }
}
