using Messaging.EntityFrameworkCore.Outbox;
using Messaging.Outbox;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Sqlite;

/// <summary>What the relay reads from SQLite.</summary>
internal static class SqliteRelay
{
    private const string Columns =
        """
        id, lease_partition, attempts, message_id, original_message_id, destination, ordering_key, key_sequence, stamped_at, expires_at,
        mandatory, content_type, headers, properties, body, trace_parent, trace_state, message_type,
        case when attempts = 0 then due_at end
        """;

    public static async Task<FetchResult> FetchAsync(DbContext context, FetchRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var schemes = request.PausedSchemes.Select((_, i) => $"@s{i}").ToList();
        var pausedOut = schemes.Count == 0 ? "" : $"and substr(destination, 1, instr(destination, ':') - 1) not in ({string.Join(',', schemes)})";
        await using var command = await context.CommandAsync(
            $"""
            select {Columns} from messaging_outbox_message o
            where (due_at is null or due_at <= @now) and id not in ({SqliteCommands.List(request.InFlight)}) {pausedOut}
              and not exists (select 1 from messaging_outbox_message b where b.attempts > 0 and b.destination = o.destination
                  and b.ordering_key = o.ordering_key and b.id < o.id)
            order by id limit @limit
            """, cancellationToken).ConfigureAwait(false);
        command.With("@now", now).With("@limit", request.Limit);
        foreach (var (scheme, i) in request.PausedSchemes.Select((scheme, i) => (scheme, i)))
            command.With($"@s{i}", scheme);
        var rows = new List<OutboxRow>();
        var destinations = new Destinations();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                rows.Add(Read(reader, now, destinations));
        }

        await using var next = await context.CommandAsync("select min(due_at) from messaging_outbox_message where due_at > @now", cancellationToken).ConfigureAwait(false);
        var due = await next.With("@now", now).ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        return new FetchResult(rows, due is long ticks ? TimeSpan.FromTicks(ticks - now.UtcTicks) : null);
    }

    private static OutboxRow Read(SqliteDataReader reader, DateTimeOffset now, Destinations destinations)
    {
        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
        var expires = reader.IsDBNull(9) ? (TimeSpan?)null : TimeSpan.FromTicks(reader.GetInt64(9) - now.UtcTicks);
        return new StoredRow(reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2), expires <= TimeSpan.Zero, reader.GetString(5), reader.GetString(12), reader.GetString(13)).Read(
            destinations, (destination, headers, properties) => new OutboxMessage
            {
                MessageId = Guid.Parse(reader.GetString(3)),
                OriginalMessageId = Guid.Parse(reader.GetString(4)),
                Destination = destination,
                OrderingKey = Text(6),
                OrderingSequence = reader.IsDBNull(7) ? null : reader.GetInt64(7),
                StampedAt = new DateTimeOffset(reader.GetInt64(8), TimeSpan.Zero),
                TimeToLive = expires,
                Mandatory = reader.GetInt64(10) == 1,
                ContentType = reader.GetString(11),
                Headers = headers,
                Properties = properties,
                Body = reader.GetFieldValue<byte[]>(14),
                TraceParent = Text(15),
                TraceState = Text(16),
                MessageType = Text(17),
            }) with { Lateness = reader.IsDBNull(18) ? null : TimeSpan.FromTicks(now.UtcTicks - reader.GetInt64(18)) };
    }
}
