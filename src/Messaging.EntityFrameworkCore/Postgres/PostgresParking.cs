using Messaging.EntityFrameworkCore.DeadLetters;
using Messaging.EntityFrameworkCore.Parking;
using Messaging.Parking;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>What is written when messages of a key are parked, given up and run.</summary>
internal static class PostgresParking
{
    public const string Lock = "select pg_advisory_xact_lock($1)";

    private const string Look =
        """
        select k.id, k.state, k.messages, messaging.clock() - k.since,
            exists (select 1 from messaging.parked_message m where m.key_id = k.id and m.message_id = $6),
            (select r.id from messaging.parked_mark r where r.key_id = k.id and r.message_id = $6)
        from messaging.parked_key k
        where k.source_system = $1 and k.source = $2 and k.consumer_group = $3 and sha256(k.ordering_key) = sha256($4)
            and k.ordering_key = $4 and k.partition = $5
        """;

    private const string CountKeys =
        "select count(*)::integer from messaging.parked_key where source_system = $1 and source = $2 and consumer_group = $3 and state <> 'Open'";

    private const string AddKey =
        """
        insert into messaging.parked_key (source_system, source, consumer_group, ordering_key, partition, state, since, due_at)
        values ($1, $2, $3, $4, $5, 'Open', messaging.clock(), messaging.clock()) returning id
        """;

    private const string ChangeKey =
        """
        update messaging.parked_key set state = $2, due_at = coalesce(messaging.clock() + $3::interval, due_at), reason = $4,
            exception_type = coalesce($5, exception_type), last_error = coalesce($6, last_error),
            since = case when $7 then messaging.clock() else since end, claim = null, claimed_until = null
        where id = $1
        """;

    private const string AddMessage =
        """
        with forgotten as (delete from messaging.parked_mark where key_id = $2 and message_id = $3),
            counted as (update messaging.parked_key set messages = messages + 1 where id = $2)
        insert into messaging.parked_message (id, key_id, message_id, stamped_at, partition, position, sent_at, message_type, content_type, headers,
            properties, body, attempts, redeliveries, exception_type, last_error, parked_at, first_failed_at, replay_of)
        values (coalesce($1::bigint, nextval(pg_get_serial_sequence('messaging.parked_message', 'id'))), $2, $3, $4, $5, $6, $7, $8, $9, $10,
            $11, $12, $13, 0, $14, $15, messaging.clock(), case when $14::text is not null then messaging.clock() end, $16)
        """;

    // A dead letter whose replay has taken effect is closed with it.
    private const string RemoveMessage =
        """
        with gone as (delete from messaging.parked_message where key_id = $1 and message_id = $2 returning replay_of),
            closed as (update messaging.dead_letter d set state = 'Done', state_changed_at = messaging.clock() from gone
                where $3 and d.id = gone.replay_of and d.state = 'Replayed')
        update messaging.parked_key k set messages = messages - 1 from gone where k.id = $1
        """;

    private const string Mark =
        """
        insert into messaging.parked_mark (key_id, message_id, id, at)
        values ($1, $2, coalesce($3::bigint, nextval(pg_get_serial_sequence('messaging.parked_message', 'id'))), messaging.clock())
        on conflict do nothing
        """;

    private const string Open =
        """
        update messaging.parked_key k set state = 'Open', since = messaging.clock(), claim = null, claimed_until = null
        where id = $1 and state = 'Parked' and messages = 0 and exists (select 1 from messaging.parked_mark m where m.key_id = k.id)
        """;

    private const string Unpark = "delete from messaging.parked_key where id = $1 and state = 'Parked' and messages = 0";

    public static async Task<KeyRow?> LockAsync(DbContext context, OrderedKey key, Guid messageId, CancellationToken cancellationToken)
    {
        await using var batch = await context.BatchAsync(cancellationToken).ConfigureAwait(false);
        batch.With(Lock, KeyLock.Of(key)).With(Look, key.SourceSystem, key.Source, key.Group, key.Key, KeyLock.Partition(key), messageId);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? new KeyRow(
                reader.GetInt64(0), reader.GetString(1), reader.GetInt32(2), reader.GetTimeSpan(3), reader.GetBoolean(4), reader.OptionalValue<long>(5))
            : null;
    }

    public static Task<int> CountKeysAsync(DbContext context, OrderedKey key, CancellationToken cancellationToken) =>
        context.AskAsync<int>(CountKeys, [key.SourceSystem, key.Source, key.Group], cancellationToken);

    public static Task<long> AddKeyAsync(DbContext context, OrderedKey key, CancellationToken cancellationToken) =>
        context.AskAsync<long>(AddKey, [key.SourceSystem, key.Source, key.Group, key.Key, KeyLock.Partition(key)], cancellationToken);

    public static Task ChangeKeyAsync(DbContext context, long keyId, KeyChange change, CancellationToken cancellationToken)
    {
        var failure = Storable(change.Failure);
        return context.ExecuteAsync(ChangeKey, [keyId, change.State, change.Delay, change.Reason, failure?.ExceptionType, failure?.Message, change.Anew], cancellationToken);
    }

    public static Task AddMessageAsync(
        DbContext context, long keyId, ParkedMessage message, long? place, ParkingFailure? failure, CancellationToken cancellationToken)
    {
        var storable = Storable(failure);
        return context.ExecuteAsync(
            AddMessage,
            [
                place, keyId, message.MessageId, message.StampedAt, message.Partition, message.Position, message.SentAt,
                Storable(message.MessageType), Storable(message.ContentType), ParkedJson.Write(message.Headers), ParkedJson.Write(message.Properties), message.Body, message.Attempts,
                storable?.ExceptionType, storable?.Message, message.ReplayOf,
            ],
            cancellationToken);
    }

    public static async Task<bool> RemoveMessageAsync(DbContext context, long keyId, Guid messageId, bool effective, CancellationToken cancellationToken) =>
        await context.ExecuteAsync(RemoveMessage, [keyId, messageId, effective], cancellationToken).ConfigureAwait(false) > 0;

    public static Task MarkAsync(DbContext context, long keyId, Guid messageId, long? place, CancellationToken cancellationToken) =>
        context.ExecuteAsync(Mark, [keyId, messageId, place], cancellationToken);

    public static async Task UnparkAsync(DbContext context, long keyId, CancellationToken cancellationToken)
    {
        await using var batch = await context.BatchAsync(cancellationToken).ConfigureAwait(false);
        await batch.With(Open, keyId).With(Unpark, keyId).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public static ParkedMessage Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        MessageId = reader.GetGuid(1),
        StampedAt = reader.OptionalValue<DateTimeOffset>(2),
        Partition = reader.OptionalValue<int>(3),
        Position = reader.OptionalValue<long>(4),
        SentAt = reader.OptionalValue<DateTimeOffset>(5),
        MessageType = reader.Optional<string>(6),
        ContentType = reader.Optional<string>(7),
        Headers = ParkedJson.Read(reader.GetString(8)),
        Properties = ParkedJson.Read(reader.GetString(9)),
        Body = reader.Optional<byte[]>(10) is { } body ? (ReadOnlyMemory<byte>?)body : null,
        Attempts = reader.GetInt32(11),
        Redeliveries = reader.GetInt32(12),
        ReplayOf = reader.OptionalValue<Guid>(13),
        FirstFailedAt = reader.OptionalValue<DateTimeOffset>(14),
    };

    // They come from headers, and so from anyone.
    private static string? Storable(string? name) => name is null ? null : StorableText.Of(name, 500);

    public static ParkingFailure? Storable(ParkingFailure? failure) => failure is null
        ? null
        : new ParkingFailure(StorableText.Of(failure.ExceptionType, 500), StorableText.Of(failure.Message, 4_000));
}
