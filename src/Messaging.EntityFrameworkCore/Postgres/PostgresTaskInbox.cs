using Messaging.EntityFrameworkCore.Inbox;
using Messaging.EntityFrameworkCore.Tasks;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>How a task begins: without a write to its row.</summary>
internal static class PostgresTaskInbox
{
    // In a statement of its own: what the next one reads is then what the lock's last holder committed.
    private const string Lock = "select pg_advisory_xact_lock($1)";

    private const string EnterDated =
        """
        with entered as (
            insert into messaging.inbox_message (message_id, consumer, endpoint, bucket, received_at) values ($1, $2, $3, $4, messaging.clock())
            on conflict do nothing returning pg_current_xact_id()::text as xid)
        """;

    private const string EnterUndated =
        """
        with entered as (
            insert into messaging.inbox_message_undated (message_id, consumer, endpoint, received_at) values ($1, $2, $3, messaging.clock())
            on conflict do nothing returning pg_current_xact_id()::text as xid)
        """;

    private const string Look =
        """
         select t.state, t.attempts, coalesce(t.expires_at < c.now, false), t.revoke_reason is not null, c.now, (select xid from entered)
        from (select messaging.clock() as now) c left join messaging.task t on t.id = $1
        """;

    // Asked to be revoked while it ran, and the worker died of something else: it does not run again.
    private const string End =
        """
        update messaging.task set state = 'Revoked', finished_at = $2, worker = $3,
            error = case when expires_at < $2 then 'Expired before a worker took it.' else 'Revoked: ' || revoke_reason end
        where id = $1
        """;

    // A locked row is about to end. A task that has failed has lost its key to the next one, and must not want it back.
    private const string Started =
        """
        with running as (
            select t.id, r.number, r.at, r.worker
            from unnest($1::uuid[], $2::integer[], $3::timestamptz[], $4::text[]) as r(id, number, at, worker) join messaging.task t on t.id = r.id
            where t.attempts < r.number and t.state not in ('Succeeded', 'Revoked') and (t.unique_key is null or t.state <> 'Failed')
            for no key update of t skip locked)
        update messaging.task t set state = 'Started', attempts = r.number, started_at = r.at, finished_at = null, worker = r.worker
        from running r where t.id = r.id
        """;

    // Every transaction that has an id holds a lock on it.
    private const string Abort =
        """
        select pg_terminate_backend(pid) from pg_locks where locktype = 'transactionid' and transactionid = ($1::text::xid8)::xid and mode = 'ExclusiveLock' and granted
        """;

    /// <summary>The lock that is held while a task runs.</summary>
    public static long LockKey(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        return BitConverter.ToInt64(bytes[..8]) ^ BitConverter.ToInt64(bytes[8..]);
    }

    public static async Task<TaskEntry> EnterAsync(DbContext context, IReadOnlyList<InboxEntry> entries, TaskBegin begin, CancellationToken cancellationToken)
    {
        var entry = entries.Single();
        await using var batch = await context.BatchAsync(cancellationToken).ConfigureAwait(false);
        batch.With(Lock, LockKey(begin.Id));
        if (entry.StampedAt is { } stamp)
            batch.With(EnterDated + Look, begin.Id, entry.Consumer, entry.Endpoint, DateOnly.FromDateTime(stamp.UtcDateTime));
        else
            batch.With(EnterUndated + Look, begin.Id, entry.Consumer, entry.Endpoint);
        try
        {
            return await EnterAsync(context, batch, begin, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.CheckViolation, TableName: "inbox_message" })
        {
            throw new OutsideInboxException(entries);
        }
    }

    public static async Task StartedAsync(DbContext context, IReadOnlyList<TaskAttempt> attempts, CancellationToken cancellationToken)
    {
        await using var batch = await context.BatchAsync(cancellationToken).ConfigureAwait(false);
        // One transaction: a batch ends with one Sync.
        batch.With("select set_config('synchronous_commit', 'off', true)").With(
            Started, attempts.Select(attempt => attempt.Id).ToArray(), attempts.Select(attempt => attempt.Number).ToArray(),
            attempts.Select(attempt => attempt.At.UtcDateTime).ToArray(), attempts.Select(attempt => attempt.Begin.Worker).ToArray());
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public static async Task<bool> AbortAsync(DbContext context, string transactionId, CancellationToken cancellationToken)
    {
        await using var command = await context.NpgsqlCommandAsync(Abort, cancellationToken).ConfigureAwait(false);
        return await command.With(transactionId, NpgsqlDbType.Text).ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }

    private static async Task<TaskEntry> EnterAsync(DbContext context, NpgsqlBatch batch, TaskBegin begin, CancellationToken cancellationToken)
    {
        TaskBegun begun;
        InboxResult inbox;
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false))
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var transactionId = reader.TextOrNull(5);
            inbox = new InboxResult([transactionId is not null], transactionId);
            if (reader.TextOrNull(0) is not { } state)
                return new TaskEntry(null, inbox);
            var (attempts, now) = (reader.GetInt32(1), reader.TimeOrNull(4)!.Value);
            if (state is "Succeeded" or "Revoked")
                return new TaskEntry(new TaskBegun(Enum.Parse<TaskState>(state), attempts, now), inbox);
            if (!reader.GetBoolean(2) && !reader.GetBoolean(3))
                return new TaskEntry(new TaskBegun(TaskState.Started, attempts + 1, now), inbox);
            begun = new TaskBegun(TaskState.Revoked, attempts, now);
        }

        await using var end = await context.NpgsqlCommandAsync(End, cancellationToken).ConfigureAwait(false);
        end.With(begin.Id, NpgsqlDbType.Uuid).With(begun.At, NpgsqlDbType.TimestampTz).With(begin.Worker, NpgsqlDbType.Text);
        await end.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return new TaskEntry(begun, inbox);
    }
}
