using System.Data;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.Outbox;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>What the relay reads and writes. No statement here is part of a transaction that spans a send.</summary>
internal static class PostgresRelay
{
    // Ready rows are found by one small index and scheduled ones by another, so that a million future rows cost a look nothing. A row behind
    // a failed one of its destination and key is left out until that one is gone.
    private const string Fetch =
        """
        select id, lease_partition, attempts, message_id, original_message_id, destination, ordering_key, key_sequence, stamped_at,
            coalesce(expires_at <= messaging.clock(), false), mandatory, content_type, headers, properties, body, trace_parent, trace_state,
            expires_at - messaging.clock(), message_type, case when attempts = 0 then messaging.clock() - due_at end
        from messaging.look_into_outbox($1, $2, $3, $4, $5) order by id
        """;

    private const string Delete = "delete from messaging.outbox_message where id = any($1)";

    private const string CommitBehind = "select set_config('synchronous_commit', 'off', true)";

    private const string NextDue =
        "select min(due_at) - messaging.clock() from messaging.outbox_message where due_at is not null and due_at > (select messaging.clock())";

    public static async Task<FetchResult> FetchAsync(DbContext context, FetchRequest request, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(context, cancellationToken).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(Fetch)
                {
                    Parameters =
                    {
                        new NpgsqlParameter { Value = request.Partitions.Aggregate(0L, (held, partition) => held | (1L << partition)) },
                        new NpgsqlParameter { Value = Ranges(request.InFlight), NpgsqlDbType = NpgsqlDbType.BigIntMultirange },
                        new NpgsqlParameter { Value = request.PausedSchemes.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                        new NpgsqlParameter { Value = request.Limit },
                        new NpgsqlParameter { Value = request.Floor },
                    },
                },
                new NpgsqlBatchCommand(NextDue),
            },
        };
        var rows = new List<OutboxRow>();
        var destinations = new Destinations();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            rows.Add(Read(reader, destinations));
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        TimeSpan? nextDue = await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            && !await reader.IsDBNullAsync(0, cancellationToken).ConfigureAwait(false) ? reader.GetTimeSpan(0) : null;
        return new FetchResult(rows, nextDue);
    }

    public static async Task DeleteAsync(DbContext context, IReadOnlyCollection<long> ids, bool durable, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(context, cancellationToken).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection);
        // A batch is one transaction, of which alone this is a setting.
        if (!durable)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(CommitBehind));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Delete)
        {
            Parameters = { new NpgsqlParameter { Value = ids.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint } },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public static async Task<NpgsqlConnection> OpenAsync(DbContext context, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        if (connection.State is not ConnectionState.Open)
            await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return connection;
    }

    /// <summary>The ids as ranges: those of a backlog follow each other.</summary>
    private static NpgsqlRange<long>[] Ranges(IReadOnlyCollection<long> ids)
    {
        var ranges = new List<NpgsqlRange<long>>();
        foreach (var id in ids.Order())
        {
            if (ranges.Count > 0 && ranges[^1].UpperBound == id - 1)
                ranges[^1] = new NpgsqlRange<long>(ranges[^1].LowerBound, id);
            else
                ranges.Add(new NpgsqlRange<long>(id, id));
        }

        return [.. ranges];
    }

    private static OutboxRow Read(NpgsqlDataReader reader, Destinations destinations)
    {
        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
        return new StoredRow(reader.GetInt64(0), reader.GetInt16(1), reader.GetInt32(2), reader.GetBoolean(9), reader.GetString(5), reader.GetString(12), reader.GetString(13)).Read(
            destinations, (destination, headers, properties) => new OutboxMessage
            {
                MessageId = reader.GetGuid(3),
                OriginalMessageId = reader.GetGuid(4),
                Destination = destination,
                OrderingKey = Text(6),
                OrderingSequence = reader.IsDBNull(7) ? null : reader.GetInt64(7),
                StampedAt = reader.GetFieldValue<DateTimeOffset>(8),
                Mandatory = reader.GetBoolean(10),
                ContentType = reader.GetString(11),
                Headers = headers,
                Properties = properties,
                Body = reader.GetFieldValue<byte[]>(14),
                TraceParent = Text(15),
                TraceState = Text(16),
                TimeToLive = reader.IsDBNull(17) ? null : reader.GetTimeSpan(17),
                MessageType = Text(18),
            }) with { Lateness = reader.IsDBNull(19) ? null : reader.GetTimeSpan(19) };
    }
}
