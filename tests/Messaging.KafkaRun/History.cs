using Confluent.Kafka;
using Messaging.KafkaRun.App;
using Npgsql;

namespace Messaging.KafkaRun;

/// <summary>What the database and the group tell of a run, asked without any of the code under test.</summary>
internal sealed class History(RunSurroundings surroundings) : IAsyncDisposable
{
    private const string Effects = "select count(*) from effect";

    private const string Distinct = "select count(*) from (select distinct \"Key\", \"Number\" from effect) different";

    private const string OutOfOrder =
        """
        select count(*) from (
            select "Number", row_number() over (partition by "Key" order by "Id") - 1 as expected from effect) ordered
        where "Number" <> expected
        """;

    private const string DeadLetters = "select count(*) from messaging.dead_letter";

    private const string Parked = "select count(*) from messaging.parked_message";

    private const string ParkedKeys = "select count(*) from messaging.parked_key";

    private const string Batches = "select count(*) from batch";

    private const string Waiting = "select count(*) from messaging.outbox_message";

    private const string Claims = "select coalesce(sum(epoch), 0)::bigint from messaging.consumed_partition";

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(surroundings.Database);

    public Task<long> EffectsAsync(CancellationToken cancellationToken) => AskAsync(Effects, cancellationToken);

    public Task<long> ParkedKeysAsync(CancellationToken cancellationToken) => AskAsync(ParkedKeys, cancellationToken);

    /// <summary>Whether every batch is written and the outbox empty.</summary>
    public async Task<bool> ProducedAsync(CancellationToken cancellationToken)
    {
        var batches = (surroundings.Records + ChildProcess.BatchSize - 1) / ChildProcess.BatchSize;
        return await AskAsync(Batches, cancellationToken) >= batches && await AskAsync(Waiting, cancellationToken) == 0;
    }

    /// <summary>How often members have claimed partitions.</summary>
    public Task<long> ClaimsAsync(CancellationToken cancellationToken) => AskAsync(Claims, cancellationToken);

    /// <summary>What the group has not committed, as soon as that is nothing, or when the patience is over.</summary>
    public async Task<long> LagAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var config = new ConsumerConfig { BootstrapServers = surroundings.Kafka, GroupId = RunSurroundings.Group };
        using var consumer = new ConsumerBuilder<byte[], byte[]>(config).Build();
        var partitions = Enumerable.Range(0, RunSurroundings.Partitions).Select(p => new TopicPartition(surroundings.Topic, p)).ToList();
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var lag = await Task.Run(
                () => consumer.Committed(partitions, TimeSpan.FromSeconds(20))
                    .Sum(c => consumer.QueryWatermarkOffsets(c.TopicPartition, TimeSpan.FromSeconds(20)).High.Value - Math.Max(0, c.Offset.Value)),
                cancellationToken);
            if (lag == 0 || TimeProvider.System.GetElapsedTime(started) > patience)
                return lag;
            await Task.Delay(500, cancellationToken);
        }
    }

    public async Task<RunResult> ResultAsync(int seed, string faults, long lag, TimeSpan duration, CancellationToken cancellationToken)
    {
        return new RunResult(
            seed, surroundings.Records, await AskAsync(Effects, cancellationToken), await AskAsync(Distinct, cancellationToken),
            await AskAsync(OutOfOrder, cancellationToken), DeliveryCount.Of(surroundings.Folder), await AskAsync(DeadLetters, cancellationToken),
            await AskAsync(Parked, cancellationToken), lag, faults, duration);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task<long> AskAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
