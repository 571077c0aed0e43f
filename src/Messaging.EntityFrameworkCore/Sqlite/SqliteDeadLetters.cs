using Messaging.EntityFrameworkCore.DeadLetters;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Sqlite;

/// <summary>What is recorded of an outbox row that could not be sent, up to its end as a dead letter.</summary>
internal static class SqliteDeadLetters
{
    private const string Fail =
        """
        update messaging_outbox_message set attempts = attempts + 1, due_at = @due, last_error = @error, first_failed_at = coalesce(first_failed_at, @now)
        where id = @id and attempts = @attempts
        """;

    private const string Bury =
        """
        insert into messaging_dead_letter (id, state_changed_at, source_system, source, source_identity, destination, message_type, message_id,
            original_message_id, conversation_id, ordering_key, ordering_sequence, stamped_at, mandatory, exception_type, exception_message,
            exception_stack, attempts, first_failed_at, last_failed_at, trace_id, trace_parent, trace_state, content_type, headers, properties, body, replay_of)
        select @letter, @now, 'outbox', 'outbox', cast(id as text), destination, message_type, message_id,
            original_message_id, @conversation, ordering_key, key_sequence, stamped_at, mandatory, @type, @message,
            @stack, attempts + 1, coalesce(first_failed_at, @now), @now, @trace, trace_parent, trace_state, content_type, @headers, @properties, body, @replayOf
        from messaging_outbox_message where id = @id and attempts = @attempts
        """;

    private const string Delete = "delete from messaging_outbox_message where id = @id and attempts = @attempts";

    public static async Task FailAsync(
        DbContext context, OutboxRow row, TimeSpan delay, Failure failure, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = await context.CommandAsync(Fail, cancellationToken).ConfigureAwait(false);
        command.With("@id", row.Id).With("@attempts", row.Attempts).With("@due", now + delay).With("@now", now).With("@error", failure.ToString());
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    public static async Task<bool> BuryAsync(DbContext context, OutboxDeadLetter letter, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var insert = await context.CommandAsync(Bury, cancellationToken).ConfigureAwait(false);
        insert.With("@letter", letter.Id).With("@now", now).With("@conversation", letter.ConversationId).With("@type", letter.Failure.Type)
            .With("@message", letter.Failure.Message).With("@stack", letter.Failure.Stack).With("@trace", letter.TraceId)
            .With("@headers", letter.Headers).With("@properties", letter.Properties).With("@replayOf", letter.ReplayOf).With("@id", letter.RowId).With("@attempts", letter.Attempts);
        var moved = await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) > 0;
        await using var delete = await context.CommandAsync(Delete, cancellationToken).ConfigureAwait(false);
        await delete.With("@id", letter.RowId).With("@attempts", letter.Attempts).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return moved;
    }
}
