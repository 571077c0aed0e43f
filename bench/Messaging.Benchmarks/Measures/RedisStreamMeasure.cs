using Messaging.Benchmarks.App;
using Messaging.Benchmarks.Harness;
using Messaging.Benchmarks.Raw;
using StackExchange.Redis;

namespace Messaging.Benchmarks.Measures;

/// <summary>The rider with a consumer that does nothing, in key order, of a stream with 1,000 keys; limit: StackExchange.Redis alone.</summary>
internal sealed class RedisStreamMeasure : IMeasure
{
    public string Name => "redis-stream";

    public async Task<IReadOnlyList<Result>> RunAsync(BenchServers servers, Scale scale, CancellationToken cancellationToken)
    {
        var redis = await servers.RedisAsync(cancellationToken);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var (database, stream, count) = (connection.GetDatabase(), $"bench-{Guid.NewGuid():N}", scale.Backlog);
        await RawStream.FillAsync(database, stream, count, cancellationToken);

        async Task<Round> OursAsync()
        {
            var (seen, group) = (new ReadingCount(count, servers.Spent), $"ours-{Guid.NewGuid():N}");
            await using var host = await RedisBenchHost.StartAsync(redis.ConnectionString, stream, group, seen, cancellationToken);
            var round = await seen.RoundAsync(cancellationToken);
            await Until.TrueAsync(
                async () => (await database.StreamPendingAsync(stream, group)).PendingMessageCount == 0, TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(30),
                "every entry to be acknowledged", cancellationToken);
            return round;
        }

        async Task<Round> LimitAsync()
        {
            var seen = new ReadingCount(count, servers.Spent);
            await RawStream.ConsumeAsync(database, stream, $"raw-{Guid.NewGuid():N}", count, seen, cancellationToken);
            return await seen.RoundAsync(cancellationToken);
        }

        await OursAsync();
        await LimitAsync();
        return [await Turns.TakeAsync(Name, "/s", scale.Rounds, OursAsync, LimitAsync)];
    }
}
