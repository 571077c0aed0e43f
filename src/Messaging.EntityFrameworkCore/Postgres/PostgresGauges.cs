using Messaging.EntityFrameworkCore.Metrics;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>What the gauges show: index scans, with an end where a backlog has none.</summary>
internal static class PostgresGauges
{
    private const string Outbox =
        """
        select (select count(*) from (select 1 from messaging.outbox_message where due_at is null limit $1) ready)
             + (select count(*) from (select 1 from messaging.outbox_message where attempts = 0 and due_at <= (select messaging.clock()) limit $1) due)
             + (select count(*) from (select 1 from messaging.outbox_message where attempts > 0 limit $1) failing),
            coalesce(greatest(interval '0', messaging.clock() - least(
                (select stamped_at from messaging.outbox_message where due_at is null order by id limit 1),
                (select due_at from messaging.outbox_message where attempts = 0 and due_at <= (select messaging.clock()) order by due_at limit 1),
                (select first_failed_at from messaging.outbox_message where attempts > 0 order by first_failed_at limit 1))), interval '0')
        """;

    private const string DeadLetters =
        "select source_system, source, count(*) from messaging.dead_letter where state = 'Open' group by source_system, source";

    public static async Task<OutboxMeasurement> MeasureAsync(DbContext context, CancellationToken cancellationToken)
    {
        var connection = await PostgresRelay.OpenAsync(context, cancellationToken).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(Outbox) { Parameters = { new NpgsqlParameter { Value = OutboxMeasurement.MostCounted } } },
                new NpgsqlBatchCommand(DeadLetters),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var (pending, age) = (Math.Min(reader.GetInt64(0), OutboxMeasurement.MostCounted), reader.GetTimeSpan(1));
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var letters = new List<OpenDeadLetters>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            letters.Add(new OpenDeadLetters(reader.GetString(0), reader.GetString(1), reader.GetInt64(2)));
        return new OutboxMeasurement(pending, age, letters);
    }
}
