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
    /// <exception cref="InvalidOperationException">There is only the mock cluster, which drops what it has no room for.</exception>
    public async Task<KafkaServer> KafkaAsync(CancellationToken cancellationToken)
    {
        var kafka = await TestServers.GetKafkaAsync(cancellationToken);
        return kafka.Source != ServerSource.Embedded ? kafka : throw new InvalidOperationException(
            "A mock cluster can't be measured. Set KAFKA_HOME to an unpacked Apache Kafka (and have Java 17), start Docker or set TEST_KAFKA=host:9092.");
    }

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
