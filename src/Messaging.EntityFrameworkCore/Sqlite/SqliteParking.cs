using Messaging.EntityFrameworkCore.Parking;
using Messaging.Parking;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Sqlite;

/// <summary>What is written when messages of a key are parked, given up and run. The write gate is the lock of every key.</summary>
internal static class SqliteParking
{
    private const string Look =
        """
        select k.id, k.state, k.messages, k.since,
            exists (select 1 from messaging_parked_message m where m.key_id = k.id and m.message_id = @id),
            (select r.id from messaging_parked_mark r where r.key_id = k.id and r.message_id = @id)
        from messaging_parked_key k
        where k.source_system = @system and k.source = @source and k.consumer_group = @group and k.ordering_key = @key and k.partition = @partition
        """;

    private const string CountKeys =
        "select count(*) from messaging_parked_key where source_system = @system and source = @source and consumer_group = @group and state <> 'Open'";

    private const string AddKey =
        """
        insert into messaging_parked_key (source_system, source, consumer_group, ordering_key, partition, state, since, due_at)
        values (@system, @source, @group, @key, @partition, 'Open', @now, @now) returning id
        """;

    private const string ChangeKey =
        """
        update messaging_parked_key set state = @state, due_at = coalesce(@due, due_at), reason = @reason,
            exception_type = coalesce(@type, exception_type), last_error = coalesce(@error, last_error),
            since = case when @anew then @now else since end, claim = null, claimed_until = null
        where id = @key
        """;

    private const string AddMessage =
        """
        delete from messaging_parked_mark where key_id = @key and message_id = @id;
        update messaging_parked_key set messages = messages + 1 where id = @key;
        insert into messaging_parked_message (id, key_id, message_id, stamped_at, partition, position, sent_at, message_type, content_type, headers,
            properties, body, attempts, redeliveries, exception_type, last_error, parked_at, first_failed_at, replay_of)
        values (@place, @key, @id, @stamped, @partition, @position, @sent, @type, @content, @headers, @properties, @body, @attempts, 0, @exception,
            @error, @now, case when @exception is not null then @now end, @replay);
        """;

    private const string CloseDeadLetter =
        """
        update messaging_dead_letter set state = 'Done', state_changed_at = @now where state = 'Replayed'
            and id = (select replay_of from messaging_parked_message where key_id = @key and message_id = @id)
        """;

    private const string RemoveMessage = "delete from messaging_parked_message where key_id = @key and message_id = @id";

    private const string CountDown = "update messaging_parked_key set messages = messages - 1 where id = @key";

    // A message that was never stored takes the next place: a row that comes and goes draws it.
    private const string Mark =
        """
        insert into messaging_parked_mark (key_id, message_id, id, at) values (@key, @id,
            coalesce(@place, (select coalesce(max(seq), 0) + 1 from sqlite_sequence where name = 'messaging_parked_message')), @now) on conflict do nothing
        """;

    private const string DrawPlace =
        """
        insert into messaging_parked_message (key_id, message_id, headers, properties, parked_at) values (@key, @drawn, '[]', '[]', @now);
        delete from messaging_parked_message where key_id = @key and message_id = @drawn;
        """;

    private const string Unpark =
        """
        update messaging_parked_key set state = 'Open', since = @now, claim = null, claimed_until = null
        where id = @key and state = 'Parked' and messages = 0 and exists (select 1 from messaging_parked_mark m where m.key_id = @key);
        delete from messaging_parked_key where id = @key and state = 'Parked' and messages = 0;
        """;

    public static async Task<KeyRow?> LockAsync(DbContext context, OrderedKey key, Guid messageId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var look = await context.CommandAsync(Look, cancellationToken).ConfigureAwait(false);
        await using var reader = await look.Of(key).With("@id", messageId).ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? new KeyRow(
                reader.GetInt64(0), reader.GetString(1), reader.GetInt32(2), TimeSpan.FromTicks(now.UtcTicks - reader.GetInt64(3)), reader.GetInt64(4) == 1,
                reader.IsDBNull(5) ? null : reader.GetInt64(5))
            : null;
    }

    public static async Task<int> CountKeysAsync(DbContext context, OrderedKey key, CancellationToken cancellationToken)
    {
        await using var count = await context.CommandAsync(CountKeys, cancellationToken).ConfigureAwait(false);
        return (int)(long)(await count.Of(key).ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    public static async Task<long> AddKeyAsync(DbContext context, OrderedKey key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var add = await context.CommandAsync(AddKey, cancellationToken).ConfigureAwait(false);
        return (long)(await add.Of(key).With("@now", now).ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    public static Task ChangeKeyAsync(DbContext context, long keyId, KeyChange change, DateTimeOffset now, CancellationToken cancellationToken) => context.ExecuteAsync(
        ChangeKey,
        [
            ("@key", keyId), ("@state", change.State), ("@due", now + change.Delay), ("@reason", change.Reason), ("@type", change.Failure?.ExceptionType),
            ("@error", change.Failure?.Message), ("@anew", change.Anew), ("@now", now),
        ],
        cancellationToken);

    public static Task AddMessageAsync(
        DbContext context, long keyId, ParkedMessage message, long? place, ParkingFailure? failure, DateTimeOffset now, CancellationToken cancellationToken) =>
        context.ExecuteAsync(
            AddMessage,
            [
                ("@place", place), ("@key", keyId), ("@id", message.MessageId), ("@stamped", message.StampedAt), ("@partition", message.Partition),
                ("@position", message.Position), ("@sent", message.SentAt), ("@type", message.MessageType), ("@content", message.ContentType),
                ("@headers", ParkedJson.Write(message.Headers)), ("@properties", ParkedJson.Write(message.Properties)), ("@body", message.Body?.ToArray()),
                ("@attempts", message.Attempts), ("@exception", failure?.ExceptionType), ("@error", failure?.Message), ("@now", now), ("@replay", message.ReplayOf),
            ],
            cancellationToken);

    public static async Task<bool> RemoveMessageAsync(
        DbContext context, long keyId, Guid messageId, bool effective, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (effective)
            await context.ExecuteAsync(CloseDeadLetter, [("@key", keyId), ("@id", messageId), ("@now", now)], cancellationToken).ConfigureAwait(false);
        if (await context.ExecuteAsync(RemoveMessage, [("@key", keyId), ("@id", messageId)], cancellationToken).ConfigureAwait(false) == 0)
            return false;
        await context.ExecuteAsync(CountDown, [("@key", keyId)], cancellationToken).ConfigureAwait(false);
        return true;
    }

    public static async Task MarkAsync(DbContext context, long keyId, Guid messageId, long? place, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await context.ExecuteAsync(Mark, [("@key", keyId), ("@id", messageId), ("@place", place), ("@now", now)], cancellationToken).ConfigureAwait(false);
        if (place is null)
            await context.ExecuteAsync(DrawPlace, [("@key", keyId), ("@drawn", Guid.Empty), ("@now", now)], cancellationToken).ConfigureAwait(false);
    }

    public static Task UnparkAsync(DbContext context, long keyId, DateTimeOffset now, CancellationToken cancellationToken) =>
        context.ExecuteAsync(Unpark, [("@key", keyId), ("@now", now)], cancellationToken);

    public static SqliteCommand Of(this SqliteCommand command, OrderedKey key) => command.With("@system", key.SourceSystem).With("@source", key.Source)
        .With("@group", key.Group).With("@key", key.Key.ToArray()).With("@partition", KeyLock.Partition(key));
}
