using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>
/// Whoever inserts into the outbox holds this lock on the table from before it draws an id until its rows are visible or gone. Rows
/// are looked for in a transaction of its own behind the two looks at the writers, whatever the isolation level.
/// </summary>
internal static class PostgresFloor
{
    private const string LastId = "select case when is_called then last_value else 0 end from messaging.outbox_message_id";

    private const string Writers =
        """
        select distinct virtualtransaction from pg_locks
        where locktype = 'relation' and relation = 'messaging.outbox_message'::regclass and mode = 'RowExclusiveLock'
          and database = (select oid from pg_database where datname = current_database())
        """;

    private const string Lowest = "select messaging.first_ready_in_outbox($1)";

    public static async Task<FloorReading> ReadAsync(DbContext context, long floor, CancellationToken cancellationToken)
    {
        var connection = await PostgresRelay.OpenAsync(context, cancellationToken).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(LastId),
                new NpgsqlBatchCommand(Writers),
            },
        };
        var writers = new HashSet<string>(StringComparer.Ordinal);
        long last;
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false))
        {
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            last = reader.GetInt64(0);
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                writers.Add(reader.GetString(0));
        }

        await using var lowest = new NpgsqlCommand(Lowest, connection) { Parameters = { new NpgsqlParameter { Value = floor } } };
        return new FloorReading(last, writers, await lowest.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as long?);
    }
}
