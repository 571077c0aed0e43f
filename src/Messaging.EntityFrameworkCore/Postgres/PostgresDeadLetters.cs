using Messaging.EntityFrameworkCore.DeadLetters;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>What is recorded of an outbox row that could not be sent, up to its end as a dead letter.</summary>
internal static class PostgresDeadLetters
{
    // Of two relays that tried the same attempt, one that was frozen and one that took over, the first to say so counts.
    private const string Fail =
        """
        update messaging.outbox_message set attempts = attempts + 1, due_at = t.now + $3, last_error = $4, first_failed_at = coalesce(first_failed_at, t.now)
        from (select messaging.clock() as now) t where id = $1 and attempts = $2
        """;

    // One statement: the row is in exactly one of the two tables. Its body does not travel to this process and back.
    private const string Bury =
        """
        with moved as (delete from messaging.outbox_message where id = $1 and attempts = $2 returning *)
        insert into messaging.dead_letter (id, state_changed_at, source_system, source, source_identity, destination, message_type, message_id,
            original_message_id, conversation_id, ordering_key, ordering_sequence, stamped_at, mandatory, exception_type, exception_message,
            exception_stack, attempts, first_failed_at, last_failed_at, trace_id, trace_parent, trace_state, content_type, headers, properties, body, replay_of)
        select $3, t.now, 'outbox', 'outbox', m.id::text, m.destination, m.message_type, m.message_id,
            m.original_message_id, $4, m.ordering_key, m.key_sequence, m.stamped_at, m.mandatory, $5, $6,
            $7, m.attempts + 1, coalesce(m.first_failed_at, t.now), t.now, $8, m.trace_parent, m.trace_state, m.content_type, $9, $10, m.body, $11
        from moved m cross join (select messaging.clock() as now) t
        """;

    public static async Task FailAsync(DbContext context, OutboxRow row, TimeSpan delay, Failure failure, CancellationToken cancellationToken)
    {
        var connection = await PostgresRelay.OpenAsync(context, cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(Fail, connection)
        {
            Parameters =
            {
                new NpgsqlParameter { Value = row.Id },
                new NpgsqlParameter { Value = row.Attempts },
                new NpgsqlParameter { Value = delay },
                new NpgsqlParameter { Value = failure.ToString() },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public static async Task<bool> BuryAsync(DbContext context, OutboxDeadLetter letter, CancellationToken cancellationToken)
    {
        var connection = await PostgresRelay.OpenAsync(context, cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(Bury, connection)
        {
            Parameters =
            {
                new NpgsqlParameter { Value = letter.RowId },
                new NpgsqlParameter { Value = letter.Attempts },
                new NpgsqlParameter { Value = letter.Id },
                new NpgsqlParameter { Value = (object?)letter.ConversationId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new NpgsqlParameter { Value = letter.Failure.Type },
                new NpgsqlParameter { Value = letter.Failure.Message },
                Text(letter.Failure.Stack),
                Text(letter.TraceId),
                new NpgsqlParameter { Value = letter.Headers, NpgsqlDbType = NpgsqlDbType.Jsonb },
                new NpgsqlParameter { Value = letter.Properties, NpgsqlDbType = NpgsqlDbType.Jsonb },
                new NpgsqlParameter { Value = (object?)letter.ReplayOf ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
            },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) > 0;
    }

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
