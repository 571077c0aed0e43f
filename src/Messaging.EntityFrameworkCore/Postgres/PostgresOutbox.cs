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

    private const string Insert =
        """
        insert into messaging.outbox_message (id, message_id, original_message_id, destination, ordering_key, key_sequence, lease_partition,
            stamped_at, due_at, expires_at, schedule_token, mandatory, content_type, headers, properties, body, trace_parent, trace_state, message_type)
        select n.id, m.message_id, m.original_message_id, m.destination, m.ordering_key, case when m.ordering_key is null then null else n.id end,
            m.lease_partition, coalesce(m.stamped_at, t.now), case when m.delay > interval '0' then t.now + m.delay end,
            t.now + m.delay + m.time_to_live, m.schedule_token, m.mandatory, m.content_type, m.headers, m.properties, m.body, m.trace_parent, m.trace_state,
            m.message_type
        from (select messaging.clock() as now) t
        cross join unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::smallint[], $6::timestamptz[], $7::interval[], $8::interval[],
            $9::uuid[], $10::boolean[], $11::text[], $12::text[], $13::text[], $14::bytea[], $15::text[], $16::text[], $17::text[]) with ordinality
            as m(message_id, original_message_id, destination, ordering_key, lease_partition, stamped_at, delay, time_to_live,
                schedule_token, mandatory, content_type, headers, properties, body, trace_parent, trace_state, message_type, ordinal)
        cross join lateral (select nextval('messaging.outbox_message_id') as id where m.ordinal > 0) n
        order by m.ordinal
        returning id, stamped_at
        """;

    // Up to so many rows are cheaper one by one, in the same round trip.
    private const int Few = 2;

    // What most transactions write: the same row without arrays, which costs the server less than half.
    private const string InsertOne =
        """
        insert into messaging.outbox_message (id, message_id, original_message_id, destination, ordering_key, key_sequence, lease_partition,
            stamped_at, due_at, expires_at, schedule_token, mandatory, content_type, headers, properties, body, trace_parent, trace_state, message_type)
        select n.id, $1, $2, $3, $4, case when $4 is null then null else n.id end, $5, coalesce($6, n.now), case when $7 > interval '0' then n.now + $7 end,
            n.now + $7 + $8, $9, $10, $11, $12, $13, $14, $15, $16, $17
        from (select nextval('messaging.outbox_message_id') as id, messaging.clock() as now offset 0) n
        returning id, stamped_at
        """;

    private const string Cancel = "delete from messaging.outbox_message where schedule_token = any($1)";

    public static async Task<FlushResult> FlushAsync(DbContext context, FlushRequest request, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await using var batch = new NpgsqlBatch(connection, (NpgsqlTransaction?)context.Database.CurrentTransaction?.GetDbTransaction());
        var rows = request.Messages.Select(message => NewRow.Of(message, request.OwnPartitions)).ToList();
        if (rows.Count > 0)
        {
            var keys = rows.Where(row => row.LockKey is not null).Select(row => row.LockKey!.Value).Distinct().Order().ToArray();
            if (keys.Length > 0)
                batch.BatchCommands.Add(new NpgsqlBatchCommand(Lock) { Parameters = { Array(keys, NpgsqlDbType.Bigint) } });
            if (rows.Count > Few)
                batch.BatchCommands.Add(InsertCommand(rows));
            else
                rows.ForEach(row => batch.BatchCommands.Add(InsertOneCommand(row)));
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

    private static NpgsqlBatchCommand InsertCommand(List<NewRow> rows)
    {
        T[] Column<T>(Func<NewRow, T> value) => rows.Select(value).ToArray();
        return new NpgsqlBatchCommand(Insert)
        {
            Parameters =
            {
                Array(Column(row => row.Message.MessageId), NpgsqlDbType.Uuid),
                Array(Column(row => row.Message.OriginalMessageId), NpgsqlDbType.Uuid),
                Array(Column(row => row.Message.Destination.ToString()), NpgsqlDbType.Text),
                Array(Column(row => row.Message.OrderingKey), NpgsqlDbType.Text),
                Array(Column(row => (short)row.Partition), NpgsqlDbType.Smallint),
                Array(Column(row => row.Message.StampedAt?.UtcDateTime), NpgsqlDbType.TimestampTz),
                Array(Column(row => row.Message.Delay), NpgsqlDbType.Interval),
                Array(Column(row => row.Message.TimeToLive), NpgsqlDbType.Interval),
                Array(Column(row => row.Message.ScheduleToken), NpgsqlDbType.Uuid),
                Array(Column(row => row.Message.Mandatory), NpgsqlDbType.Boolean),
                Array(Column(row => row.Message.ContentType), NpgsqlDbType.Text),
                Array(Column(row => HeaderJson.Write(row.Message.Headers)), NpgsqlDbType.Text),
                Array(Column(row => HeaderJson.Write(row.Message.Properties)), NpgsqlDbType.Text),
                Array(Column(row => row.Message.Body.ToArray()), NpgsqlDbType.Bytea),
                Array(Column(row => row.Message.TraceParent), NpgsqlDbType.Text),
                Array(Column(row => row.Message.TraceState), NpgsqlDbType.Text),
                Array(Column(row => row.Message.MessageType), NpgsqlDbType.Text),
            },
        };
    }

    private static NpgsqlBatchCommand InsertOneCommand(NewRow row)
    {
        var message = row.Message;
        return new NpgsqlBatchCommand(InsertOne)
        {
            Parameters =
            {
                Value(message.MessageId, NpgsqlDbType.Uuid),
                Value(message.OriginalMessageId, NpgsqlDbType.Uuid),
                Value(message.Destination.ToString(), NpgsqlDbType.Text),
                Value(message.OrderingKey, NpgsqlDbType.Text),
                Value((short)row.Partition, NpgsqlDbType.Smallint),
                Value(message.StampedAt?.UtcDateTime, NpgsqlDbType.TimestampTz),
                Value(message.Delay, NpgsqlDbType.Interval),
                Value(message.TimeToLive, NpgsqlDbType.Interval),
                Value(message.ScheduleToken, NpgsqlDbType.Uuid),
                Value(message.Mandatory, NpgsqlDbType.Boolean),
                Value(message.ContentType, NpgsqlDbType.Text),
                Value(HeaderJson.Write(message.Headers), NpgsqlDbType.Text),
                Value(HeaderJson.Write(message.Properties), NpgsqlDbType.Text),
                Value(message.Body, NpgsqlDbType.Bytea),
                Value(message.TraceParent, NpgsqlDbType.Text),
                Value(message.TraceState, NpgsqlDbType.Text),
                Value(message.MessageType, NpgsqlDbType.Text),
            },
        };
    }

    private static NpgsqlParameter Value(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static NpgsqlParameter Array<T>(T[] values, NpgsqlDbType element) =>
        new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | element };
}
