using Messaging.EntityFrameworkCore.Outbox;
using Messaging.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>
/// Writes the buffered messages of a transaction, in one round trip. The key locks come first and are held to the commit; the ids are drawn
/// after them. So among the messages of one key the order of ids is the order of commits, which an id drawn before the lock is not.
/// </summary>
internal static class PostgresOutbox
{
    // The array is sorted and distinct, and unnest keeps its order: two transactions with common keys can't deadlock.
    private const string Lock = "select pg_advisory_xact_lock(key) from unnest($1::bigint[]) as key";

    private const string Cancel = "delete from messaging.outbox_message where schedule_token = any($1)";

    public static async Task<FlushResult> FlushAsync(DbContext context, FlushRequest request, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await using var batch = new NpgsqlBatch(connection, (NpgsqlTransaction?)context.Database.CurrentTransaction?.GetDbTransaction());
        foreach (var step in request.Steps)
            await step.WriteAsync(context, batch, cancellationToken).ConfigureAwait(false);
        var rows = request.Messages.Select(message => NewRow.Of(message, request.OwnPartitions)).ToList();
        if (rows.Count > 0)
        {
            var keys = rows.Where(row => row.LockKey is not null).Select(row => row.LockKey!.Value).Distinct().Order().ToArray();
            if (keys.Length > 0)
                batch.BatchCommands.Add(new NpgsqlBatchCommand(Lock) { Parameters = { Array(keys, NpgsqlDbType.Bigint) } });
            PostgresOutboxRows.Add(batch, rows);
        }

        if (request.Cancelled.Count > 0)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Cancel) { Parameters = { Array(request.Cancelled.ToArray(), NpgsqlDbType.Uuid) } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(request.TransactionId is null ? "select pg_current_xact_id()::text" : "COMMIT"));
        return await ReadAsync(batch, request, rows, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<FlushResult> ReadAsync(NpgsqlBatch batch, FlushRequest request, List<NewRow> rows, CancellationToken cancellationToken)
    {
        var (transactionId, written) = (request.TransactionId, 0);
        var sendable = new List<OutboxRow>(rows.Count);
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false))
        {
            do
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    if (reader.FieldCount == 2)
                    {
                        if (Sendable(rows[written++], reader) is { } row)
                            sendable.Add(row);
                    }
                    else if (reader.GetFieldType(0) == typeof(string))
                    {
                        transactionId = reader.GetString(0);
                    }
                }
            }
            while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false));
        }

        return new FlushResult(transactionId, rows.Select(row => row.Partition).ToHashSet())
        {
            Committed = request.TransactionId is not null,
            Sendable = sendable,
            HasMore = sendable.Count < rows.Count,
        };
    }

    private static OutboxRow? Sendable(NewRow row, NpgsqlDataReader reader) => row.Sendable(reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1));

    private static NpgsqlParameter Array<T>(T[] values, NpgsqlDbType element) =>
        new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | element };
}
