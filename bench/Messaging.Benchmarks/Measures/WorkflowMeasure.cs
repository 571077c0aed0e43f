using System.Diagnostics;
using System.Globalization;
using Messaging.Benchmarks.Harness;
using Messaging.Testing;
using Npgsql;
using Orders.Acceptance.Support;

namespace Messaging.Benchmarks.Measures;

/// <summary>
/// Orders from POST to Confirmed: the service as a process of its own, PostgreSQL, RabbitMQ and Kafka. There is no limit to compare with; the
/// processor time is that of the service, the servers' that of <see cref="BenchServers"/>, and Kafka's is not in it.
/// </summary>
internal sealed class WorkflowMeasure : IMeasure
{
    private const int MessagesOfAnOrder = 6;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public string Name => "workflow";

    public async Task<IReadOnlyList<Result>> RunAsync(BenchServers servers, Scale scale, CancellationToken cancellationToken)
    {
        var kafka = await TestServers.GetKafkaAsync(cancellationToken);
        var logs = Directory.CreateTempSubdirectory("bench-workflow-");
        var settings = new ServiceSettings
        {
            Dll = Built.Dll("src/Orders.Service"),
            LogFolder = logs.FullName,
            Postgres = await servers.Postgres.CreateDatabaseAsync(cancellationToken),
            RabbitMq = await servers.RabbitMq.CreateVirtualHostAsync(cancellationToken),
            Kafka = kafka.ConnectionString,
        };
        await using var database = NpgsqlDataSource.Create(settings.Postgres);
        await using var service = new ServiceProcess(settings, Name);
        try
        {
            await service.StartAndWaitAsync(Patience, cancellationToken);
            var client = new OrdersClient(service.Address);
            var expected = 0L;

            async Task<(Round Round, Counts Counts)> OrdersAsync(int count)
            {
                expected += count;
                var before = await Counts.ReadAsync(database, cancellationToken);
                var (own, others, started) = (ProcessTreeTime.Of(service.Pid), servers.Spent(), Stopwatch.GetTimestamp());
                await Workers.RunAsync(count, _ => client.PostAsync("SKU-001", 1, 9.99m, cancellationToken));
                await Until.TrueAsync(
                    async () => (await Counts.ReadAsync(database, cancellationToken)).Confirmed >= expected, Pause, Patience, $"{expected} confirmed orders", cancellationToken);
                var elapsed = Stopwatch.GetElapsedTime(started);
                var spent = servers.Spent() - others;
                await Until.TrueAsync(
                    async () => (await Counts.ReadAsync(database, cancellationToken)).Waiting == 0, Pause, Patience, "an empty outbox", cancellationToken);
                var after = await Counts.ReadAsync(database, cancellationToken);
                var cost = spent with { Client = (ProcessTreeTime.Of(service.Pid) - own) ?? TimeSpan.Zero };
                return (new Round(count / elapsed.TotalSeconds, cost.Per(count), Tally.Of(expected, after.Confirmed, after.Orders)), (after - before).Per(count));
            }

            await OrdersAsync(scale.WarmUp / MessagesOfAnOrder);
            var rounds = new List<(Round Round, Counts Counts)>();
            for (var i = 0; i < scale.Rounds; i++)
            {
                rounds.Add(await OrdersAsync(scale.Messages / MessagesOfAnOrder));
                await Console.Error.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"  {Name} {i + 1}/{scale.Rounds}: {rounds[^1].Round.Value:0}/s, {rounds[^1].Round.Cost} us, {rounds[^1].Counts}"));
            }

            return [new Result(Name, "/s", [.. rounds.Select(round => round.Round)], []) { Extra = $"{rounds[^1].Counts} kafka={kafka.Source}" }];
        }
        finally
        {
            await service.KillAsync(CancellationToken.None);
            logs.Delete(recursive: true);
        }
    }

    /// <summary>What the database knows.</summary>
    private readonly record struct Counts(long Orders, long Confirmed, long Waiting, double Messages, double Commits)
    {
        private const string Ask =
            """
            select (select count(*) from orders), (select count(*) from orders where status = 'Confirmed'), (select count(*) from messaging.outbox_message),
                (select last_value from messaging.outbox_message_id), (select xact_commit from pg_stat_database where datname = current_database())
            """;

        public static Counts operator -(Counts left, Counts right) =>
            new(left.Orders - right.Orders, left.Confirmed - right.Confirmed, left.Waiting - right.Waiting, left.Messages - right.Messages, left.Commits - right.Commits);

        public static async Task<Counts> ReadAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
        {
            await using var command = database.CreateCommand(Ask);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return new Counts(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4));
        }

        public Counts Per(int orders) => new(Orders, Confirmed, Waiting, Messages / orders, Commits / orders);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"messages={Messages:0.0} commits={Commits:0.0}");
    }
}
