using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>
/// Shares the lease partitions among the live relays. The database's clock decides what has expired; each change of hands raises the
/// partition's token.
/// </summary>
internal static class PostgresLeases
{
    private const string Renew =
        """
        with me as (
            insert into messaging.outbox_relay (owner, seen_at) values ($1, messaging.clock())
            on conflict (owner) do update set seen_at = excluded.seen_at)
        update messaging.outbox_lease set expires_at = messaging.clock() + $2 where owner = $1
        """;

    private const string GiveBack =
        "update messaging.outbox_lease set owner = null, expires_at = '-infinity' where owner = $1 and partition = any($2)";

    private const string Forget = "delete from messaging.outbox_relay where seen_at < messaging.clock() - $1 * 2";

    // A relay counts as live for as long as its lease would last. The share is rounded up, so that every partition finds an owner.
    private const string Acquire =
        """
        with live as (select greatest(count(*), 1) as n from messaging.outbox_relay where seen_at > messaging.clock() - $2),
        share as (select ceil(64.0 / n)::int as size from live),
        held as (select count(*)::int as n from messaging.outbox_lease where owner = $1),
        free as (
            select partition from messaging.outbox_lease where owner is null or expires_at < messaging.clock()
            order by partition limit (select greatest(share.size - held.n, 0) from share, held) for update skip locked),
        taken as (
            update messaging.outbox_lease l set owner = $1, token = token + 1, expires_at = messaging.clock() + $2
            from free where l.partition = free.partition returning l.partition)
        select partition, (select size from share) from messaging.outbox_lease where owner = $1
        union select partition, (select size from share) from taken
        """;

    public static async Task<LeaseResult> RenewAsync(DbContext context, LeaseRequest request, CancellationToken cancellationToken)
    {
        var connection = await PostgresRelay.OpenAsync(context, cancellationToken).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection);
        NpgsqlParameter Owner() => new() { Value = request.Owner };
        NpgsqlParameter Duration() => new() { Value = request.Duration };
        if (request.GiveBack.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(GiveBack)
            {
                Parameters =
                {
                    Owner(),
                    new NpgsqlParameter { Value = request.GiveBack.Select(p => (short)p).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint },
                },
            });
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand(Renew) { Parameters = { Owner(), Duration() } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Forget) { Parameters = { Duration() } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Acquire) { Parameters = { Owner(), Duration() } });
        var held = new HashSet<int>();
        var share = OutboxPartition.Count;
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        do
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                held.Add(reader.GetInt16(0));
                share = reader.GetInt32(1);
            }
        }
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false));

        return new LeaseResult(held, Math.Max(0, held.Count - share));
    }

    /// <summary>Leaves at once, so that the others need not wait for the leases to expire.</summary>
    public static async Task LeaveAsync(DbContext context, Guid owner, CancellationToken cancellationToken)
    {
        var connection = await PostgresRelay.OpenAsync(context, cancellationToken).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("delete from messaging.outbox_relay where owner = $1") { Parameters = { new NpgsqlParameter { Value = owner } } },
                new NpgsqlBatchCommand("update messaging.outbox_lease set owner = null, expires_at = '-infinity' where owner = $1")
                {
                    Parameters = { new NpgsqlParameter { Value = owner } },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
