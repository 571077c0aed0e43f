using Messaging.Parking;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>Epochs and watermarks of partitions.</summary>
internal static class PostgresPartitions
{
    private const string Claim =
        """
        insert into messaging.consumed_partition as c (source_system, source_id, consumer_group, partition, source, epoch, claimed_at)
        values ($1, $2, $3, $4, $5, 1, messaging.clock())
        on conflict (source_system, source_id, consumer_group, partition) do update set epoch = c.epoch + 1, source = excluded.source, claimed_at = excluded.claimed_at
        returning epoch, watermark
        """;

    private const string Holds =
        """
        select exists (select 1 from messaging.consumed_partition
            where source_system = $1 and source_id = $2 and consumer_group = $3 and partition = $4 and epoch = $5)
        """;

    private const string Advance =
        """
        update messaging.consumed_partition c set watermark = greatest(watermark, p.position), advanced_at = messaging.clock()
        from unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::bigint[], $6::bigint[]) with ordinality
            as p(source_system, source_id, consumer_group, partition, epoch, position, ordinal)
        where c.source_system = p.source_system and c.source_id = p.source_id and c.consumer_group = p.consumer_group and c.partition = p.partition
            and c.epoch = p.epoch
        returning p.ordinal::integer
        """;

    public static async Task<PartitionClaim> ClaimAsync(DbContext context, PartitionAddress partition, CancellationToken cancellationToken)
    {
        var claims = await context.ListAsync(
            Claim,
            [partition.SourceSystem, partition.SourceId, partition.Group, partition.Partition, partition.Source],
            reader => new PartitionClaim(partition, reader.GetInt64(0), reader.GetInt64(1)),
            cancellationToken).ConfigureAwait(false);
        return claims[0];
    }

    public static Task<bool> HoldsAsync(DbContext context, PartitionClaim claim, CancellationToken cancellationToken)
    {
        var (system, _, id, group, partition) = claim.Address;
        return context.AskAsync<bool>(Holds, [system, id, group, partition, claim.Epoch], cancellationToken);
    }

    public static async Task<IReadOnlyList<bool>> AdvanceAsync(
        DbContext context, IReadOnlyList<(PartitionClaim Claim, long Position)> positions, CancellationToken cancellationToken)
    {
        T[] Column<T>(Func<PartitionClaim, T> value) => [.. positions.Select(p => value(p.Claim))];
        await using var batch = await context.BatchAsync(cancellationToken).ConfigureAwait(false);
        batch.With(
            Advance,
            Column(c => c.Address.SourceSystem),
            Column(c => c.Address.SourceId),
            Column(c => c.Address.Group),
            Column(c => c.Address.Partition),
            Column(c => c.Epoch),
            positions.Select(p => p.Position).ToArray());
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var holds = new bool[positions.Count];
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            holds[reader.GetInt32(0) - 1] = true;
        return holds;
    }
}
