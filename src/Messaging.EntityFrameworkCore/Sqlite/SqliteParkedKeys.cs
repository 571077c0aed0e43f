using Messaging.EntityFrameworkCore.Parking;
using Messaging.Parking;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Sqlite;

/// <summary>Parked keys as those see them who run them and who look after them.</summary>
internal static class SqliteParkedKeys
{
    private const string Due =
        """
        select id, ordering_key, partition from messaging_parked_key
        where source_system = @system and source = @source and consumer_group = @group and state = 'Parked' and due_at <= @now
            and (claimed_until is null or claimed_until <= @now)
        order by due_at limit @count
        """;

    private const string Claim = "update messaging_parked_key set claim = @claim, claimed_until = @until where id = @key";

    private const string NextDue =
        """
        select min(max(due_at, coalesce(claimed_until, due_at))) from messaging_parked_key
        where source_system = @system and source = @source and consumer_group = @group and state = 'Parked'
        """;

    private const string Renew = "update messaging_parked_key set claimed_until = @until where id = @key and claim = @claim";

    private const string GiveBack =
        "update messaging_parked_key set claimed_until = null, claim = null, due_at = max(due_at, @due) where id = @key and claim = @claim";

    private const string HasMore = "select id from messaging_parked_key where id = @key and claim = @claim and state = 'Parked' and messages > 0";

    private const string FailMessage =
        """
        update messaging_parked_message set attempts = @attempts, redeliveries = redeliveries + @counts, exception_type = @type, last_error = @error,
            first_failed_at = case when @counts then coalesce(first_failed_at, @now) else first_failed_at end
        where id = @id and key_id = (select id from messaging_parked_key where id = @key and claim = @claim)
        """;

    private const string FailKey =
        "update messaging_parked_key set claim = null, claimed_until = null, due_at = @due, exception_type = @type, last_error = @error where id = @key and claim = @claim";

    private const string Messages =
        """
        select m.id, m.message_id, m.stamped_at, m.partition, m.position, m.sent_at, m.message_type, m.content_type, m.headers, m.properties, m.body,
            m.attempts, m.redeliveries, m.replay_of, m.first_failed_at
        from messaging_parked_message m join messaging_parked_key k on k.id = m.key_id
        where m.key_id = @key and (@claim is null or (k.claim = @claim and k.state = 'Parked')) order by m.id limit @limit
        """;

    private const string Keys =
        """
        select k.id, k.source_system, k.source, k.consumer_group, k.ordering_key, k.partition,
            case when k.state = 'Parked' and k.claimed_until > @now then 'Releasing' else k.state end, k.reason, k.since, k.due_at, k.messages,
            coalesce((select attempts from messaging_parked_message m where m.key_id = k.id order by m.id limit 1), 0), k.exception_type, k.last_error
        from messaging_parked_key k
        where k.state <> 'Open' and k.id > @after and (@id is null or k.id = @id) and (@system is null or k.source_system = @system)
            and (@source is null or k.source = @source) and (@group is null or k.consumer_group = @group) and (@state is null or k.state = @state)
            and (@key is null or k.ordering_key = @key)
        order by k.id limit @limit
        """;

    private const string Load =
        """
        select source_system, source, consumer_group, count(*), sum(state = 'Held'), sum(messages), min(since)
        from messaging_parked_key where state <> 'Open' group by source_system, source, consumer_group order by 1, 2, 3
        """;

    private const string Forgive =
        "update messaging_parked_message set redeliveries = 0 where id = (select min(id) from messaging_parked_message where key_id = @key)";

    private const string Forget = "delete from messaging_parked_key where state = 'Open' and since < @oldest";

    public static async Task<ParkedClaims> ClaimAsync(
        DbContext context, OrderedKey source, int count, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken)
    {
        (string, object?)[] of = [("@system", source.SourceSystem), ("@source", source.Source), ("@group", source.Group)];
        var claims = await context.ListAsync(
            Due, [.. of, ("@now", now), ("@count", count)], reader => new ParkedClaim(reader.GetInt64(0), Guid.NewGuid(), KeyOf(reader, source, 1)), cancellationToken).ConfigureAwait(false);
        foreach (var claim in claims)
            await context.ExecuteAsync(Claim, [("@key", claim.KeyId), ("@claim", claim.Token), ("@until", now + lease)], cancellationToken).ConfigureAwait(false);
        var next = await context.ListAsync(NextDue, of, reader => reader.Time(0), cancellationToken).ConfigureAwait(false);
        return new ParkedClaims(claims, next[0] - now);
    }

    public static async Task<bool> RenewAsync(DbContext context, ParkedClaim claim, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken) =>
        await context.ExecuteAsync(
            Renew, [("@key", claim.KeyId), ("@claim", claim.Token), ("@until", now + lease)], cancellationToken).ConfigureAwait(false) > 0;

    public static Task GiveBackAsync(DbContext context, ParkedClaim claim, DateTimeOffset due, CancellationToken cancellationToken) =>
        context.ExecuteAsync(GiveBack, [("@key", claim.KeyId), ("@claim", claim.Token), ("@due", due)], cancellationToken);

    public static async Task<bool> HasMoreAsync(DbContext context, ParkedClaim claim, CancellationToken cancellationToken) => (await context.ListAsync(
        HasMore, [("@key", claim.KeyId), ("@claim", claim.Token)], reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false)).Count > 0;

    public static async Task FailAsync(
        DbContext context, ParkedClaim claim, ParkedMessage message, ParkingFailure failure, bool counts, TimeSpan delay, DateTimeOffset now, CancellationToken cancellationToken)
    {
        (string, object?)[] values = [("@key", claim.KeyId), ("@claim", claim.Token), ("@type", failure.ExceptionType), ("@error", failure.Message)];
        await context.ExecuteAsync(
            FailMessage, [.. values, ("@id", message.Id), ("@attempts", message.Attempts), ("@counts", counts ? 1 : 0), ("@now", now)], cancellationToken).ConfigureAwait(false);
        await context.ExecuteAsync(FailKey, [.. values, ("@due", now + delay)], cancellationToken).ConfigureAwait(false);
    }

    public static async Task<IReadOnlyList<ParkedMessage>> MessagesAsync(DbContext context, long keyId, Guid? claim, int limit, CancellationToken cancellationToken) =>
        await context.ListAsync(Messages, [("@key", keyId), ("@claim", claim), ("@limit", limit)], ReadMessage, cancellationToken).ConfigureAwait(false);

    public static async Task<IReadOnlyList<ParkedKey>> KeysAsync(
        DbContext context, ParkedKeyFilter filter, long? id, long after, int limit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var state = filter.State switch
        {
            null => null,
            ParkedKeyState.Held => KeyStates.Held,
            _ => KeyStates.Parked,
        };
        return await context.ListAsync(
            Keys,
            [
                ("@id", id), ("@after", after), ("@system", filter.SourceSystem), ("@source", filter.Source), ("@group", filter.Group), ("@state", state),
                ("@key", filter.Key?.ToArray()), ("@limit", limit), ("@now", now),
            ],
            ReadKey,
            cancellationToken).ConfigureAwait(false);
    }

    public static async Task<IReadOnlyList<ParkedLoad>> LoadAsync(DbContext context, DateTimeOffset now, CancellationToken cancellationToken) => await context.ListAsync(
        Load,
        [],
        reader => new ParkedLoad(
            reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), reader.GetInt32(4), reader.GetInt64(5), now - reader.Time(6)!.Value),
        cancellationToken).ConfigureAwait(false);

    public static Task ForgiveAsync(DbContext context, long keyId, CancellationToken cancellationToken) =>
        context.ExecuteAsync(Forgive, [("@key", keyId)], cancellationToken);

    public static Task ForgetAsync(DbContext context, DateTimeOffset oldest, CancellationToken cancellationToken) =>
        context.ExecuteAsync(Forget, [("@oldest", oldest)], cancellationToken);

    private static OrderedKey KeyOf(SqliteDataReader reader, OrderedKey source, int column) =>
        source with { Key = reader.GetFieldValue<byte[]>(column), Partition = reader.GetInt32(column + 1) is >= 0 and var partition ? partition : null };

    private static ParkedKey ReadKey(SqliteDataReader reader) => new(
        reader.GetInt64(0), KeyOf(reader, new OrderedKey(reader.GetString(1), reader.GetString(2), reader.GetString(3), default), 4),
        Enum.Parse<ParkedKeyState>(reader.GetString(6)), reader.Text(7), reader.Time(8)!.Value, reader.Time(9)!.Value, reader.GetInt32(10), reader.GetInt32(11),
        reader.Text(12), reader.Text(13));

    private static ParkedMessage ReadMessage(SqliteDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        MessageId = Guid.Parse(reader.GetString(1)),
        StampedAt = reader.Time(2),
        Partition = (int?)reader.Number(3),
        Position = reader.Number(4),
        SentAt = reader.Time(5),
        MessageType = reader.Text(6),
        ContentType = reader.Text(7),
        Headers = ParkedJson.Read(reader.GetString(8)),
        Properties = ParkedJson.Read(reader.GetString(9)),
        Body = reader.IsDBNull(10) ? null : reader.GetFieldValue<byte[]>(10),
        Attempts = reader.GetInt32(11),
        Redeliveries = reader.GetInt32(12),
        ReplayOf = reader.Text(13) is { } replayed ? Guid.Parse(replayed) : null,
        FirstFailedAt = reader.Time(14),
    };
}
