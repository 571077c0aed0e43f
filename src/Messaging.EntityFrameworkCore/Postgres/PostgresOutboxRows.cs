using Messaging.EntityFrameworkCore.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>
/// The rows of a flush: a few by a statement each, many by one of arrays. A plan for arrays of unknown length looks dearer to the server than
/// one for those at hand, so it plans that statement anew each time, which costs several times what the row does.
/// </summary>
internal static class PostgresOutboxRows
{
    private const int Few = 4;

    private const string Columns =
        """
        id, message_id, original_message_id, destination, ordering_key, key_sequence, lease_partition,
            stamped_at, due_at, expires_at, schedule_token, mandatory, content_type, headers, properties, body, trace_parent, trace_state, message_type
        """;

    private const string InsertOne =
        $"""
        insert into messaging.outbox_message ({Columns})
        select n.id, $1, $2, $3, $4::text, case when $4 is null then null else n.id end, $5, coalesce($6, n.now), case when $7 > interval '0' then n.now + $7 end,
            n.now + $7 + $8, $9, $10, $11, $12, $13, $14, $15, $16, $17
        from (select nextval('messaging.outbox_message_id') as id, messaging.clock() as now) n
        returning id, stamped_at
        """;

    private const string InsertMany =
        $"""
        insert into messaging.outbox_message ({Columns})
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

    // In the order of the parameters of both.
    private static readonly (Func<NewRow, object?> Value, NpgsqlDbType Type, Func<NewRow[], Array> Values)[] Parameters =
    [
        Column(row => row.Message.MessageId, NpgsqlDbType.Uuid),
        Column(row => row.Message.OriginalMessageId, NpgsqlDbType.Uuid),
        Column(row => row.Message.Destination.ToString(), NpgsqlDbType.Text),
        Column(row => row.Message.OrderingKey, NpgsqlDbType.Text),
        Column(row => (short)row.Partition, NpgsqlDbType.Smallint),
        Column(row => row.Message.StampedAt?.UtcDateTime, NpgsqlDbType.TimestampTz),
        Column(row => row.Message.Delay, NpgsqlDbType.Interval),
        Column(row => row.Message.TimeToLive, NpgsqlDbType.Interval),
        Column(row => row.Message.ScheduleToken, NpgsqlDbType.Uuid),
        Column(row => row.Message.Mandatory, NpgsqlDbType.Boolean),
        Column(row => row.Message.ContentType, NpgsqlDbType.Text),
        Column(row => HeaderJson.Write(row.Message.Headers), NpgsqlDbType.Text),
        Column(row => HeaderJson.Write(row.Message.Properties), NpgsqlDbType.Text),
        Column(row => row.Message.Body.ToArray(), NpgsqlDbType.Bytea),
        Column(row => row.Message.TraceParent, NpgsqlDbType.Text),
        Column(row => row.Message.TraceState, NpgsqlDbType.Text),
        Column(row => row.Message.MessageType, NpgsqlDbType.Text),
    ];

    /// <summary>Adds statements that return id and stamp of each row, in the order of the rows.</summary>
    public static void Add(NpgsqlBatch batch, IReadOnlyCollection<NewRow> rows)
    {
        if (rows.Count > Few)
        {
            var all = rows.ToArray();
            Add(batch, InsertMany, Parameters.Select(column => new NpgsqlParameter { Value = column.Values(all), NpgsqlDbType = NpgsqlDbType.Array | column.Type }));
            return;
        }

        foreach (var row in rows)
            Add(batch, InsertOne, Parameters.Select(column => new NpgsqlParameter { Value = column.Value(row) ?? DBNull.Value, NpgsqlDbType = column.Type }));
    }

    private static void Add(NpgsqlBatch batch, string sql, IEnumerable<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
    }

    private static (Func<NewRow, object?> Value, NpgsqlDbType Type, Func<NewRow[], Array> Values) Column<T>(Func<NewRow, T> value, NpgsqlDbType type) =>
        (row => value(row), type, rows => Array.ConvertAll(rows, row => value(row)));
}
