using Messaging.EntityFrameworkCore.DeadLetters;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>Adds dead letters from elsewhere than the outbox. A batch without a transaction of its own is one.</summary>
internal sealed class PostgresDeadLetterDatabase : IDeadLetterDatabase
{
    private const string Insert =
        """
        insert into messaging.dead_letter (id, state_changed_at, source_system, source, source_identity, source_group, source_partition, source_offset,
            source_key, destination, message_type, message_id, original_message_id, conversation_id, ordering_key, ordering_sequence, stamped_at,
            exception_type, exception_message, exception_stack, attempts, first_failed_at, last_failed_at, trace_id, trace_parent, trace_state,
            content_type, headers, properties, body, replay_of)
        select $1, t.now, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
            coalesce($21, t.now), coalesce($22, t.now), $23, $24, $25, $26, $27, $28, $29, $30
        from (select messaging.clock() as now) t
        on conflict (source_system, source, source_identity) do nothing
        """;

    public bool Serves(DbContext context) => context.Database.IsNpgsql();

    public async Task<int> AddAsync(DbContext context, IReadOnlyList<StorableDeadLetter> letters, CancellationToken cancellationToken)
    {
        var connection = await PostgresRelay.OpenAsync(context, cancellationToken).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var letter in letters)
            batch.BatchCommands.Add(Command(letter));
        return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static NpgsqlBatchCommand Command(StorableDeadLetter stored)
    {
        var letter = stored.Letter;
        return new NpgsqlBatchCommand(Insert)
        {
            Parameters =
            {
                Value(stored.Id, NpgsqlDbType.Uuid),
                Value(letter.SourceSystem, NpgsqlDbType.Text),
                Value(letter.Source, NpgsqlDbType.Text),
                Value(letter.SourceIdentity, NpgsqlDbType.Text),
                Value(letter.SourceGroup, NpgsqlDbType.Text),
                Value(letter.SourcePartition, NpgsqlDbType.Integer),
                Value(letter.SourceOffset, NpgsqlDbType.Bigint),
                Value(letter.SourceKey?.ToArray(), NpgsqlDbType.Bytea),
                Value(letter.Destination, NpgsqlDbType.Text),
                Value(letter.MessageType, NpgsqlDbType.Text),
                Value(letter.MessageId, NpgsqlDbType.Uuid),
                Value(letter.OriginalMessageId ?? letter.MessageId, NpgsqlDbType.Uuid),
                Value(letter.ConversationId, NpgsqlDbType.Uuid),
                Value(letter.OrderingKey, NpgsqlDbType.Text),
                Value(letter.OrderingSequence, NpgsqlDbType.Bigint),
                Value(letter.StampedAt?.UtcDateTime, NpgsqlDbType.TimestampTz),
                Value(letter.ExceptionType, NpgsqlDbType.Text),
                Value(letter.ExceptionMessage, NpgsqlDbType.Text),
                Value(letter.ExceptionStack, NpgsqlDbType.Text),
                Value(letter.Attempts, NpgsqlDbType.Integer),
                Value(letter.FirstFailedAt?.UtcDateTime, NpgsqlDbType.TimestampTz),
                Value(letter.LastFailedAt?.UtcDateTime, NpgsqlDbType.TimestampTz),
                Value(stored.TraceId, NpgsqlDbType.Text),
                Value(letter.TraceParent, NpgsqlDbType.Text),
                Value(letter.TraceState, NpgsqlDbType.Text),
                Value(letter.ContentType, NpgsqlDbType.Text),
                Value(stored.Headers, NpgsqlDbType.Jsonb),
                Value(stored.Properties, NpgsqlDbType.Jsonb),
                Value(letter.Body?.ToArray(), NpgsqlDbType.Bytea),
                Value(letter.ReplayOf, NpgsqlDbType.Uuid),
            },
        };
    }

    private static NpgsqlParameter Value(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
