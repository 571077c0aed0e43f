using Messaging.EntityFrameworkCore.Inbox;
using Messaging.EntityFrameworkCore.Parking;
using Messaging.Parking;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Sqlite;

/// <summary>Epochs and watermarks of partitions, and what a record finds when its transaction begins.</summary>
internal static class SqlitePartitions
{
    private const string Claim =
        """
        insert into messaging_consumed_partition (source_system, source_id, consumer_group, partition, source, epoch, claimed_at)
        values (@system, @id, @group, @partition, @source, 1, @now)
        on conflict (source_system, source_id, consumer_group, partition) do update set epoch = epoch + 1, source = excluded.source, claimed_at = excluded.claimed_at
        returning epoch, watermark
        """;

    private const string Held =
        "select epoch, watermark from messaging_consumed_partition where source_system = @system and source_id = @id and consumer_group = @group and partition = @partition";

    private const string Advance =
        """
        update messaging_consumed_partition set watermark = max(watermark, @position), advanced_at = @now
        where source_system = @system and source_id = @id and consumer_group = @group and partition = @partition and epoch = @epoch
        """;

    private const string Waits =
        """
        select m.id from messaging_parked_message m join messaging_parked_key k on k.id = m.key_id
        where m.id = @message and k.id = @key and k.claim = @claim and k.state = 'Parked'
        """;

    public static async Task<PartitionClaim> ClaimAsync(DbContext context, PartitionAddress partition, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var claims = await context.ListAsync(
            Claim,
            [.. Of(partition), ("@source", partition.Source), ("@now", now)],
            reader => new PartitionClaim(partition, reader.GetInt64(0), reader.GetInt64(1)),
            cancellationToken).ConfigureAwait(false);
        return claims[0];
    }

    public static async Task<bool> HoldsAsync(DbContext context, PartitionClaim claim, CancellationToken cancellationToken) =>
        (await HeldAsync(context, claim, cancellationToken).ConfigureAwait(false))?.Epoch == claim.Epoch;

    public static async Task<IReadOnlyList<bool>> AdvanceAsync(
        DbContext context, IReadOnlyList<(PartitionClaim Claim, long Position)> positions, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var holds = new bool[positions.Count];
        for (var i = 0; i < holds.Length; i++)
        {
            var (claim, position) = positions[i];
            holds[i] = await context.ExecuteAsync(
                Advance, [.. Of(claim.Address), ("@epoch", claim.Epoch), ("@position", position), ("@now", now)], cancellationToken).ConfigureAwait(false) > 0;
        }

        return holds;
    }

    public static async Task<(DeliveryVerdict Verdict, InboxResult Inbox)> EnterAsync(
        DbContext context, IMessagingDatabase inbox, IReadOnlyList<InboxEntry> entries, OrderedDelivery delivery, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var verdict = await FindAsync(context, entries, delivery, now, cancellationToken).ConfigureAwait(false);
        return verdict is DeliveryVerdict.Run
            ? (verdict, await inbox.EnterInboxAsync(context, entries, cancellationToken).ConfigureAwait(false))
            : (verdict, new InboxResult([], null));
    }

    private static async Task<DeliveryVerdict> FindAsync(
        DbContext context, IReadOnlyList<InboxEntry> entries, OrderedDelivery delivery, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (delivery.Parked is { } parked)
        {
            var waits = await context.ListAsync(
                Waits, [("@message", delivery.ParkedId), ("@key", parked.KeyId), ("@claim", parked.Token)], reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false);
            return waits.Count > 0 ? DeliveryVerdict.Run : DeliveryVerdict.Gone;
        }

        if (delivery.Claim is { } claim)
        {
            var held = await HeldAsync(context, claim, cancellationToken).ConfigureAwait(false);
            if (held?.Epoch != claim.Epoch)
                return DeliveryVerdict.Fenced;
            if (delivery.Position < held?.Watermark)
                return DeliveryVerdict.Finished;
        }

        var id = entries.Count > 0 ? entries[0].MessageId : Guid.Empty;
        return await SqliteParking.LockAsync(context, delivery.Key, id, now, cancellationToken).ConfigureAwait(false) switch
        {
            null => DeliveryVerdict.Run,
            { Mark: not null } => DeliveryVerdict.Finished,
            { IsOpen: true } => DeliveryVerdict.Run,
            _ => DeliveryVerdict.Parked,
        };
    }

    private static async Task<(long Epoch, long Watermark)?> HeldAsync(DbContext context, PartitionClaim claim, CancellationToken cancellationToken)
    {
        var rows = await context.ListAsync(
            Held, Of(claim.Address), reader => (reader.GetInt64(0), reader.GetInt64(1)), cancellationToken).ConfigureAwait(false);
        return rows.Count > 0 ? rows[0] : null;
    }

    private static (string, object?)[] Of(PartitionAddress partition) =>
        [("@system", partition.SourceSystem), ("@id", partition.SourceId), ("@group", partition.Group), ("@partition", partition.Partition)];
}
