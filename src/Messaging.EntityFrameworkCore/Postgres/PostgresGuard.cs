using Messaging.EntityFrameworkCore.Inbox;
using Messaging.EntityFrameworkCore.Parking;
using Messaging.Parking;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>
/// The key's lock first, in a statement of its own: what the next one reads is then what the lock's last holder committed. Both, and BEGIN,
/// are one round trip.
/// </summary>
internal static class PostgresGuard
{
    // The numbers are those of DeliveryVerdict. Who is fenced must not even learn the rest.
    private const string OfRecord =
        """
        with held as (
            select epoch, watermark from messaging.consumed_partition
            where source_system = $1 and source_id = $8 and consumer_group = $3 and partition = $9),
        parked as (
            select k.state, exists (select 1 from messaging.parked_mark r where r.key_id = k.id and r.message_id = $6) as given_up
            from messaging.parked_key k
            where k.source_system = $1 and k.source = $2 and k.consumer_group = $3 and sha256(k.ordering_key) = sha256($4)
                and k.ordering_key = $4 and k.partition = $5),
        found as (
            select case
                when $7::bigint is not null and $7 is distinct from (select epoch from held) then 5
                when $10 < (select watermark from held) then 2
                when (select given_up from parked) then 2
                when (select state from parked) <> 'Open' then 3
                else 1 end as verdict)
        """;

    private const string OfParked =
        """
        with found as (
            select case when exists (
                select 1 from messaging.parked_message m join messaging.parked_key k on k.id = m.key_id
                where m.id = $2 and k.id = $3 and k.claim = $4 and k.state = 'Parked') then 1 else 4 end as verdict)
        """;

    private const string EnterDated =
        """
        , entered as (
            insert into messaging.inbox_message (bucket, message_id, consumer, endpoint, received_at)
            select @bucket, @id, @consumer, @endpoint, messaging.clock() from found where verdict = 1
            on conflict do nothing returning 1)
        """;

    private const string EnterUndated =
        """
        , entered as (
            insert into messaging.inbox_message_undated (message_id, consumer, endpoint, received_at)
            select @id, @consumer, @endpoint, messaging.clock() from found where verdict = 1
            on conflict do nothing returning 1)
        """;

    private const string Found = " select verdict, exists (select 1 from entered), pg_current_xact_id()::text from found";

    private const string FoundWithoutEntry = " select verdict, true, pg_current_xact_id()::text from found";

    // Once each: a statement's text is what the server's plan is kept under.
    private static readonly string[] Statements =
    [
        OfRecord + FoundWithoutEntry, OfRecord + Numbered(EnterUndated, 6, 11) + Found, OfRecord + Numbered(EnterDated, 6, 11) + Found,
        OfParked + FoundWithoutEntry, OfParked + Numbered(EnterUndated, 1, 5) + Found, OfParked + Numbered(EnterDated, 1, 5) + Found,
    ];

    public static async Task<(DeliveryVerdict Verdict, InboxResult Inbox)> EnterAsync(
        DbContext context, IReadOnlyList<InboxEntry> entries, OrderedDelivery delivery, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entries.Count, 1);
        var entry = entries.Count == 0 ? default(InboxEntry?) : entries[0];
        var form = entry is null ? 0 : entry.Value.StampedAt is null ? 1 : 2;
        await using var batch = await context.BatchAsync(cancellationToken).ConfigureAwait(false);
        batch.With(PostgresParking.Lock, KeyLock.Of(delivery.Key));
        if (delivery.Parked is { } parked)
            batch.With(Statements[3 + form], [entry?.MessageId ?? Guid.Empty, delivery.ParkedId, parked.KeyId, parked.Token, .. Inbox(entry)]);
        else
            batch.With(Statements[form], [.. Record(delivery, entry?.MessageId ?? Guid.Empty), .. Inbox(entry)]);

        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var isNew = entry is null ? Array.Empty<bool>() : [reader.GetBoolean(1)];
            return ((DeliveryVerdict)reader.GetInt32(0), new InboxResult(isNew, reader.GetString(2)));
        }
        catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.CheckViolation, TableName: "inbox_message" })
        {
            throw new OutsideInboxException(entries);
        }
    }

    private static object?[] Record(OrderedDelivery delivery, Guid messageId)
    {
        var (key, claim) = (delivery.Key, delivery.Claim);
        return
        [
            key.SourceSystem, key.Source, key.Group, key.Key, KeyLock.Partition(key), messageId, claim?.Epoch, claim?.Address.SourceId ?? "",
            claim?.Address.Partition ?? KeyLock.NoPartition, delivery.Position ?? long.MaxValue,
        ];
    }

    private static object?[] Inbox(InboxEntry? entry) => entry switch
    {
        null => [],
        { StampedAt: { } stamp } => [DateOnly.FromDateTime(stamp.UtcDateTime), entry.Value.Consumer, entry.Value.Endpoint],
        _ => [entry.Value.Consumer, entry.Value.Endpoint],
    };

    private static string Numbered(string enter, int id, int next)
    {
        var dated = enter == EnterDated;
        return enter.Replace("@bucket", $"${next}", StringComparison.Ordinal)
            .Replace("@id", $"${id}", StringComparison.Ordinal)
            .Replace("@consumer", $"${next + (dated ? 1 : 0)}", StringComparison.Ordinal)
            .Replace("@endpoint", $"${next + (dated ? 2 : 1)}", StringComparison.Ordinal);
    }
}
