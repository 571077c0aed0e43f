using System.Diagnostics;
using Messaging.Testing;

namespace Messaging.Benchmarks.Harness;

/// <summary>The servers of a run, and what they and this process spend.</summary>
internal sealed class BenchServers(PostgresServer postgres, RabbitMqServer rabbitMq)
{
    public PostgresServer Postgres => postgres;

    public RabbitMqServer RabbitMq => rabbitMq;

    public static async Task<BenchServers> FindAsync(CancellationToken cancellationToken)
    {
        var (postgres, rabbitMq) = (TestServers.GetPostgresAsync(cancellationToken), TestServers.GetRabbitMqAsync(cancellationToken));
        return new BenchServers(await postgres, await rabbitMq);
    }

    /// <summary>Kafka, started for those that need it.</summary>
    public Task<KafkaServer> KafkaAsync(CancellationToken cancellationToken) => TestServers.GetKafkaAsync(cancellationToken);

    /// <summary>Redis, started for those that need it.</summary>
    public Task<RedisServer> RedisAsync(CancellationToken cancellationToken) => TestServers.GetRedisAsync(cancellationToken);

    public ProcessorCost Spent() => new(Process.GetCurrentProcess().TotalProcessorTime, ProcessTreeTime.Of(postgres.Pid), ProcessTreeTime.Of(rabbitMq.Pid));

    /// <summary>Runs something and says how many a second it did.</summary>
    public async Task<Round> TimeAsync(long count, Func<Task> action, Func<Task<Tally>>? tally = null)
    {
        var before = Spent();
        var started = Stopwatch.GetTimestamp();
        await action();
        var elapsed = Stopwatch.GetElapsedTime(started);
        var cost = (Spent() - before).Per(count);
        return new Round(count / elapsed.TotalSeconds, cost, tally is null ? Tally.Right : await tally());
    }
}
