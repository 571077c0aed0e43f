using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tasks;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>Tasks on PostgreSQL.</summary>
internal sealed class PostgresTasks : ITaskDatabase
{
    private const string Insert =
        """
        insert into messaging.task (id, task, queue, state, unique_key, enqueued_at, due_at, expires_at, trace_id)
        select r.id, r.task, r.queue, case when r.delay > interval '0' then 'Scheduled' else 'Queued' end, r.key, t.now, t.now + r.delay,
            t.now + r.delay + r.expires, r.trace_id
        from (select messaging.clock() as now) t
        cross join unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::interval[], $6::interval[], $7::text[])
            as r(id, task, queue, key, delay, expires, trace_id)
        """;

    private const string FindByKey =
        """
        select id from messaging.task where task = $1 and unique_key = $2 and state in ('Queued', 'Scheduled', 'Started', 'Retrying')
        """;

    // Asked to be revoked while it ran, and the worker died of something else: it does not run again.
    private const string Begin =
        """
        insert into messaging.task as t (id, task, queue, state, attempts, enqueued_at, due_at, started_at, worker)
        select $1, $2, $3, 'Started', 1, c.now, c.now, c.now, $4 from (select messaging.clock() as now) c
        on conflict (id) do update set
            state = case when t.state in ('Succeeded', 'Revoked') then t.state
                when t.revoke_reason is not null or t.expires_at < excluded.started_at then 'Revoked' else 'Started' end,
            attempts = t.attempts + case when t.state in ('Succeeded', 'Revoked') or t.revoke_reason is not null or t.expires_at < excluded.started_at then 0 else 1 end,
            started_at = case when t.state in ('Succeeded', 'Revoked') or t.revoke_reason is not null or t.expires_at < excluded.started_at then t.started_at else excluded.started_at end,
            finished_at = case when t.state in ('Succeeded', 'Revoked') then t.finished_at
                when t.revoke_reason is not null or t.expires_at < excluded.started_at then excluded.started_at end,
            error = case when t.state not in ('Succeeded', 'Revoked') and t.expires_at < excluded.started_at then 'Expired before a worker took it.'
                when t.state not in ('Succeeded', 'Revoked') and t.revoke_reason is not null then 'Revoked: ' || t.revoke_reason else t.error end,
            worker = excluded.worker
        returning state, attempts
        """;

    private const string Succeed = "update messaging.task set state = 'Succeeded', finished_at = messaging.clock(), error = null, result = $2 where id = $1";

    private const string Retry =
        """
        update messaging.task set state = case when revoke_reason is null then 'Retrying' else 'Revoked' end, due_at = messaging.clock() + $2,
            finished_at = case when revoke_reason is null then null else messaging.clock() end, error = $3
        where id = $1 returning state
        """;

    private const string Fail = "update messaging.task set state = 'Failed', finished_at = messaging.clock(), error = $2 where id = $1";

    public bool Serves(DbContext context) => context.Database.IsNpgsql();

    public async Task InsertAsync(DbContext context, IReadOnlyList<TaskRow> rows, CancellationToken cancellationToken)
    {
        T[] Column<T>(Func<TaskRow, T> value) => [.. rows.Select(value)];
        await using var command = await context.NpgsqlCommandAsync(Insert, cancellationToken).ConfigureAwait(false);
        command
            .With(Column(row => row.Id), NpgsqlDbType.Array | NpgsqlDbType.Uuid).With(Column(row => row.Task), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(Column(row => row.Queue), NpgsqlDbType.Array | NpgsqlDbType.Text).With(Column(row => row.Key), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(Column(row => row.Delay), NpgsqlDbType.Array | NpgsqlDbType.Interval).With(Column(row => row.Expires), NpgsqlDbType.Array | NpgsqlDbType.Interval)
            .With(Column(row => row.TraceId), NpgsqlDbType.Array | NpgsqlDbType.Text);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<Guid?> FindByKeyAsync(DbContext context, string task, string key, CancellationToken cancellationToken)
    {
        await using var wait = await context.NpgsqlCommandAsync("select pg_advisory_xact_lock($1)", cancellationToken).ConfigureAwait(false);
        await wait.With(OutboxPartition.LockKey($"task:{task}", key), NpgsqlDbType.Bigint).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await using var command = await context.NpgsqlCommandAsync(FindByKey, cancellationToken).ConfigureAwait(false);
        return await command.With(task, NpgsqlDbType.Text).With(key, NpgsqlDbType.Text).ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as Guid?;
    }

    public async Task<TaskBegun> BeginAsync(DbContext context, TaskBegin begin, CancellationToken cancellationToken)
    {
        var connection = await PostgresRelay.OpenAsync(context, cancellationToken).ConfigureAwait(false);
        // One transaction: a batch ends with one Sync.
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("select set_config('synchronous_commit', 'off', true)"),
                new NpgsqlBatchCommand(Begin)
                {
                    Parameters =
                    {
                        new NpgsqlParameter { Value = begin.Id }, new NpgsqlParameter { Value = begin.Task }, new NpgsqlParameter { Value = begin.Queue },
                        new NpgsqlParameter { Value = begin.Worker },
                    },
                },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return new TaskBegun(Enum.Parse<TaskState>(reader.GetString(0)), reader.GetInt32(1));
    }

    public async Task SucceedAsync(DbContext context, Guid id, string? result, CancellationToken cancellationToken)
    {
        await using var command = await context.NpgsqlCommandAsync(Succeed, cancellationToken).ConfigureAwait(false);
        await command.With(id, NpgsqlDbType.Uuid).With(result, NpgsqlDbType.Text).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<TaskState> RetryAsync(DbContext context, Guid id, TimeSpan delay, string error, CancellationToken cancellationToken)
    {
        await using var command = await context.NpgsqlCommandAsync(Retry, cancellationToken).ConfigureAwait(false);
        command.With(id, NpgsqlDbType.Uuid).With(delay, NpgsqlDbType.Interval).With(error, NpgsqlDbType.Text);
        // Without a row somebody has cleaned up too early; the message still comes again.
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is "Revoked" ? TaskState.Revoked : TaskState.Retrying;
    }

    public async Task FailAsync(DbContext context, Guid id, string error, CancellationToken cancellationToken)
    {
        await using var command = await context.NpgsqlCommandAsync(Fail, cancellationToken).ConfigureAwait(false);
        await command.With(id, NpgsqlDbType.Uuid).With(error, NpgsqlDbType.Text).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task<TaskRevocation> RevokeAsync(DbContext context, Guid id, string reason, CancellationToken cancellationToken) =>
        PostgresTaskStore.RevokeAsync(context, id, reason, cancellationToken);

    public Task<TaskInfo?> FindAsync(DbContext context, Guid id, CancellationToken cancellationToken) => PostgresTaskStore.FindAsync(context, id, cancellationToken);

    public Task<IReadOnlyList<TaskInfo>> ListAsync(DbContext context, TaskSearch search, CancellationToken cancellationToken) =>
        PostgresTaskStore.ListAsync(context, search, cancellationToken);

    public Task<int> DeleteAsync(DbContext context, TimeSpan endedBefore, int limit, CancellationToken cancellationToken) =>
        PostgresTaskStore.DeleteAsync(context, endedBefore, limit, cancellationToken);
}
