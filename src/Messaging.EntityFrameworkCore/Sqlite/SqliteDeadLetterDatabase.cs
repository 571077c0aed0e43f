using Messaging.EntityFrameworkCore.DeadLetters;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Sqlite;

/// <summary>Adds dead letters from elsewhere than the outbox.</summary>
internal sealed class SqliteDeadLetterDatabase(TimeProvider time) : IDeadLetterDatabase
{
    private const string Insert =
        """
        insert into messaging_dead_letter (id, state_changed_at, source_system, source, source_identity, source_group, source_partition, source_offset,
            source_key, destination, message_type, message_id, original_message_id, conversation_id, ordering_key, ordering_sequence, stamped_at,
            exception_type, exception_message, exception_stack, attempts, first_failed_at, last_failed_at, trace_id, trace_parent, trace_state,
            content_type, headers, properties, body, replay_of)
        values (@id, @now, @system, @source, @identity, @group, @partition, @offset,
            @key, @destination, @type, @message, @original, @conversation, @orderingKey, @sequence, @stamped,
            @exceptionType, @exceptionMessage, @exceptionStack, @attempts, @first, @last, @trace, @traceParent, @traceState,
            @contentType, @headers, @properties, @body, @replayOf)
        on conflict (source_system, source, source_identity) do nothing
        """;

    public bool Serves(DbContext context) => context.Database.IsSqlite();

    public async Task<int> AddAsync(DbContext context, IReadOnlyList<StorableDeadLetter> letters, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var (now, added) = (time.GetUtcNow(), 0);
        foreach (var letter in letters)
        {
            await using var command = await context.CommandAsync(Insert, cancellationToken).ConfigureAwait(false);
            added += await Fill(command, letter, now).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return added;
    }

    private static SqliteCommand Fill(SqliteCommand command, StorableDeadLetter stored, DateTimeOffset now)
    {
        var letter = stored.Letter;
        return command.With("@id", stored.Id).With("@now", now).With("@system", letter.SourceSystem).With("@source", letter.Source)
            .With("@identity", letter.SourceIdentity).With("@group", letter.SourceGroup).With("@partition", letter.SourcePartition)
            .With("@offset", letter.SourceOffset).With("@key", letter.SourceKey?.ToArray()).With("@destination", letter.Destination)
            .With("@type", letter.MessageType).With("@message", letter.MessageId).With("@original", letter.OriginalMessageId ?? letter.MessageId)
            .With("@conversation", letter.ConversationId).With("@orderingKey", letter.OrderingKey).With("@sequence", letter.OrderingSequence)
            .With("@stamped", letter.StampedAt).With("@exceptionType", letter.ExceptionType).With("@exceptionMessage", letter.ExceptionMessage)
            .With("@exceptionStack", letter.ExceptionStack).With("@attempts", letter.Attempts).With("@first", letter.FirstFailedAt ?? now)
            .With("@last", letter.LastFailedAt ?? now).With("@trace", stored.TraceId).With("@traceParent", letter.TraceParent)
            .With("@traceState", letter.TraceState).With("@contentType", letter.ContentType).With("@headers", stored.Headers)
            .With("@properties", stored.Properties).With("@body", letter.Body?.ToArray()).With("@replayOf", letter.ReplayOf);
    }
}
