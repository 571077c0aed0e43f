using Messaging.EntityFrameworkCore.Parking;
using Messaging.Parking;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>Parked keys as those see them who run them and who look after them.</summary>
internal static class PostgresParkedKeys
{
    private const string Claim =
        """
        update messaging.parked_key set claim = gen_random_uuid(), claimed_until = messaging.clock() + $5 where id in (
            select id from messaging.parked_key
            where source_system = $1 and source = $2 and consumer_group = $3 and state = 'Parked' and due_at <= messaging.clock()
                and (claimed_until is null or claimed_until <= messaging.clock())
            order by due_at limit $4 for update skip locked)
        returning id, claim, ordering_key, partition
        """;

    private const string NextDue =
        """
        select min(greatest(due_at, claimed_until)) - messaging.clock() from messaging.parked_key
        where source_system = $1 and source = $2 and consumer_group = $3 and state = 'Parked'
        """;

    private const string Renew = "update messaging.parked_key set claimed_until = messaging.clock() + $3 where id = $1 and claim = $2";

    private const string GiveBack =
        """
        update messaging.parked_key set claimed_until = null, claim = null, due_at = greatest(due_at, messaging.clock() + $3)
        where id = $1 and claim = $2
        """;

    private const string HasMore = "select exists (select 1 from messaging.parked_key where id = $1 and claim = $2 and state = 'Parked' and messages > 0)";

    private const string Fail =
        """
        with held as (
            update messaging.parked_key set claim = null, claimed_until = null, due_at = messaging.clock() + $7, exception_type = $5, last_error = $6
            where id = $1 and claim = $2 returning id)
        update messaging.parked_message m set attempts = $4, redeliveries = redeliveries + case when $8 then 1 else 0 end, exception_type = $5, last_error = $6,
            first_failed_at = case when $8 then coalesce(first_failed_at, messaging.clock()) else first_failed_at end
        from held where m.id = $3 and m.key_id = held.id
        """;

    private const string Messages =
        """
        select m.id, m.message_id, m.stamped_at, m.partition, m.position, m.sent_at, m.message_type, m.content_type, m.headers, m.properties, m.body,
            m.attempts, m.redeliveries, m.replay_of, m.first_failed_at
        from messaging.parked_message m join messaging.parked_key k on k.id = m.key_id
        where m.key_id = $1 and ($2::uuid is null or (k.claim = $2 and k.state = 'Parked')) order by m.id limit $3
        """;

    private const string Keys =
        """
        select k.id, k.source_system, k.source, k.consumer_group, k.ordering_key, k.partition,
            case when k.state = 'Parked' and k.claimed_until > messaging.clock() then 'Releasing' else k.state end,
            k.reason, k.since, k.due_at, k.messages, coalesce(f.attempts, 0), k.exception_type, k.last_error
        from messaging.parked_key k
        left join lateral (select attempts from messaging.parked_message m where m.key_id = k.id order by m.id limit 1) f on true
        where k.state <> 'Open' and k.id > $2 and ($1::bigint is null or k.id = $1) and ($3::text is null or k.source_system = $3)
            and ($4::text is null or k.source = $4) and ($5::text is null or k.consumer_group = $5) and ($6::text is null or k.state = $6)
            and ($7::bytea is null or k.ordering_key = $7)
        order by k.id limit $8
        """;

    private const string Load =
        """
        select source_system, source, consumer_group, count(*)::integer, (count(*) filter (where state = 'Held'))::integer, sum(messages),
            max(messaging.clock() - since)
        from messaging.parked_key where state <> 'Open' group by source_system, source, consumer_group order by 1, 2, 3
        """;

    private const string Forgive =
        "update messaging.parked_message set redeliveries = 0 where id = (select min(id) from messaging.parked_message where key_id = $1)";

    private const string Forget = "delete from messaging.parked_key where state = 'Open' and since < messaging.clock() - $1";

    public static async Task<ParkedClaims> ClaimAsync(DbContext context, OrderedKey source, int count, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var batch = await context.BatchAsync(cancellationToken).ConfigureAwait(false);
        batch.With(Claim, source.SourceSystem, source.Source, source.Group, count, lease).With(NextDue, source.SourceSystem, source.Source, source.Group);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var claims = new List<ParkedClaim>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            claims.Add(new ParkedClaim(reader.GetInt64(0), reader.GetGuid(1), KeyOf(reader, source, 2)));
        }

        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return new ParkedClaims(claims, reader.OptionalValue<TimeSpan>(0));
    }

    public static async Task<bool> RenewAsync(DbContext context, ParkedClaim claim, TimeSpan lease, CancellationToken cancellationToken) =>
        await context.ExecuteAsync(Renew, [claim.KeyId, claim.Token, lease], cancellationToken).ConfigureAwait(false) > 0;

    public static Task GiveBackAsync(DbContext context, ParkedClaim claim, TimeSpan delay, CancellationToken cancellationToken) =>
        context.ExecuteAsync(GiveBack, [claim.KeyId, claim.Token, delay], cancellationToken);

    public static Task<bool> HasMoreAsync(DbContext context, ParkedClaim claim, CancellationToken cancellationToken) =>
        context.AskAsync<bool>(HasMore, [claim.KeyId, claim.Token], cancellationToken);

    public static Task FailAsync(
        DbContext context, ParkedClaim claim, ParkedMessage message, ParkingFailure failure, bool counts, TimeSpan delay, CancellationToken cancellationToken)
    {
        var storable = PostgresParking.Storable(failure)!;
        return context.ExecuteAsync(
            Fail, [claim.KeyId, claim.Token, message.Id, message.Attempts, storable.ExceptionType, storable.Message, delay, counts], cancellationToken);
    }

    public static async Task<IReadOnlyList<ParkedMessage>> MessagesAsync(DbContext context, long keyId, Guid? claim, int limit, CancellationToken cancellationToken) =>
        await context.ListAsync(Messages, [keyId, claim, limit], PostgresParking.Read, cancellationToken).ConfigureAwait(false);

    public static async Task<IReadOnlyList<ParkedKey>> KeysAsync(
        DbContext context, ParkedKeyFilter filter, long? id, long after, int limit, CancellationToken cancellationToken)
    {
        var state = filter.State switch
        {
            null => null,
            ParkedKeyState.Held => KeyStates.Held,
            _ => KeyStates.Parked,
        };
        return await context.ListAsync(
            Keys, [id, after, filter.SourceSystem, filter.Source, filter.Group, state, filter.Key, limit], ReadKey, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<IReadOnlyList<ParkedLoad>> LoadAsync(DbContext context, CancellationToken cancellationToken) => await context.ListAsync(
        Load,
        [],
        reader => new ParkedLoad(
            reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), reader.GetInt32(4), reader.GetInt64(5), reader.GetTimeSpan(6)),
        cancellationToken).ConfigureAwait(false);

    public static Task ForgiveAsync(DbContext context, long keyId, CancellationToken cancellationToken) =>
        context.ExecuteAsync(Forgive, [keyId], cancellationToken);

    public static Task ForgetAsync(DbContext context, TimeSpan age, CancellationToken cancellationToken) =>
        context.ExecuteAsync(Forget, [age], cancellationToken);

    private static OrderedKey KeyOf(NpgsqlDataReader reader, OrderedKey source, int column) =>
        source with { Key = reader.GetFieldValue<byte[]>(column), Partition = reader.GetInt32(column + 1) is >= 0 and var partition ? partition : null };

    private static ParkedKey ReadKey(NpgsqlDataReader reader)
    {
        var key = KeyOf(reader, new OrderedKey(reader.GetString(1), reader.GetString(2), reader.GetString(3), default), 4);
        return new ParkedKey(
            reader.GetInt64(0), key, Enum.Parse<ParkedKeyState>(reader.GetString(6)), reader.Optional<string>(7), reader.GetFieldValue<DateTimeOffset>(8),
            reader.GetFieldValue<DateTimeOffset>(9), reader.GetInt32(10), reader.GetInt32(11), reader.Optional<string>(12), reader.Optional<string>(13));
    }
}
