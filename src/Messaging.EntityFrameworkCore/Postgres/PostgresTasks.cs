using System.Data.Common;
using Messaging.EntityFrameworkCore.Inbox;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tasks;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>Tasks on PostgreSQL.</summary>
internal sealed class PostgresTasks : ITaskDatabase, ITaskInbox
{
    // One by one for the reason that PostgresOutboxRows gives.
    private const string InsertOne =
        """
        insert into messaging.task (id, task, queue, state, unique_key, enqueued_at, due_at, expires_at, trace_id)
        select $1, $2, $3, case when $5 > interval '0' then 'Scheduled' else 'Queued' end, $4, t.now, t.now + $5, t.now + $5 + $6, $7
        from (select messaging.clock() as now) t
        """;

    private const string InsertMany =
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

    private const string Add =
        """
        insert into messaging.task (id, task, queue, state, enqueued_at, due_at)
        select $1, $2, $3, 'Queued', c.now, c.now from (select messaging.clock() as now) c on conflict (id) do nothing
        """;

    // Attempt, time and worker: whoever writes down that tasks have started may not have come to this one yet.
    private const string Succeed =
        """
        update messaging.task set state = 'Succeeded', attempts = $2, started_at = $3, worker = $4, finished_at = messaging.clock(), error = null, result = $5
        where id = $1
        """;

    // One that was given up while it ran may just have managed to commit: it is done then, and the copy that comes again is left out.
    private const string Retry =
        """
        update messaging.task set state = case when revoke_reason is null then 'Retrying' else 'Revoked' end, attempts = $2, started_at = $3, worker = $4,
            due_at = messaging.clock() + $6, finished_at = case when revoke_reason is null then null else coalesce(finished_at, messaging.clock()) end,
            error = case when state = 'Revoked' then error else $5 end
        where id = $1 and state <> 'Succeeded' returning state
        """;

    private const string Fail =
        """
        update messaging.task set state = 'Failed', attempts = $2, started_at = $3, worker = $4, finished_at = messaging.clock(), error = $5
        where id = $1 and state <> 'Succeeded'
        """;

    public bool Serves(DbContext context) => context.Database.IsNpgsql();

    public Task InsertAsync(DbContext context, DbBatch? batch, IReadOnlyList<TaskRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 1)
        {
            var row = rows[0];
            AddTo(batch!, InsertOne, (row.Id, NpgsqlDbType.Uuid), (row.Task, NpgsqlDbType.Text), (row.Queue, NpgsqlDbType.Text), (row.Key, NpgsqlDbType.Text),
                (row.Delay, NpgsqlDbType.Interval), (row.Expires, NpgsqlDbType.Interval), (row.TraceId, NpgsqlDbType.Text));
            return Task.CompletedTask;
        }

        (object?, NpgsqlDbType) Column<T>(Func<TaskRow, T> value, NpgsqlDbType type) => (rows.Select(value).ToArray(), NpgsqlDbType.Array | type);
        AddTo(batch!, InsertMany, Column(row => row.Id, NpgsqlDbType.Uuid), Column(row => row.Task, NpgsqlDbType.Text), Column(row => row.Queue, NpgsqlDbType.Text),
            Column(row => row.Key, NpgsqlDbType.Text), Column(row => row.Delay, NpgsqlDbType.Interval), Column(row => row.Expires, NpgsqlDbType.Interval),
            Column(row => row.TraceId, NpgsqlDbType.Text));
        return Task.CompletedTask;
    }

    public async Task<Guid?> FindByKeyAsync(DbContext context, string task, string key, CancellationToken cancellationToken)
    {
        await using var wait = await context.NpgsqlCommandAsync("select pg_advisory_xact_lock($1)", cancellationToken).ConfigureAwait(false);
        await wait.With(OutboxPartition.LockKey($"task:{task}", key), NpgsqlDbType.Bigint).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await using var command = await context.NpgsqlCommandAsync(FindByKey, cancellationToken).ConfigureAwait(false);
        return await command.With(task, NpgsqlDbType.Text).With(key, NpgsqlDbType.Text).ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as Guid?;
    }

    public Task<TaskBegun?> CountAsync(DbContext context, TaskBegin begin, CancellationToken cancellationToken) => Task.FromResult<TaskBegun?>(null);

    public Task<TaskEntry> EnterAsync(DbContext context, IReadOnlyList<InboxEntry> entries, TaskBegin begin, CancellationToken cancellationToken) =>
        PostgresTaskInbox.EnterAsync(context, entries, begin, cancellationToken);

    public Task<bool> AbortAsync(DbContext context, string transactionId, CancellationToken cancellationToken) =>
        PostgresTaskInbox.AbortAsync(context, transactionId, cancellationToken);

    public Task StartedAsync(DbContext context, IReadOnlyList<TaskAttempt> attempts, CancellationToken cancellationToken) =>
        PostgresTaskInbox.StartedAsync(context, attempts, cancellationToken);

    public Task AddAsync(DbContext context, TaskBegin begin, CancellationToken cancellationToken) =>
        context.ExecuteAsync(Add, [begin.Id, begin.Task, begin.Queue], cancellationToken);

    public Task SucceedAsync(DbContext context, DbBatch? batch, TaskAttempt attempt, string? result, CancellationToken cancellationToken)
    {
        AddTo(batch!, Succeed, (attempt.Id, NpgsqlDbType.Uuid), (attempt.Number, NpgsqlDbType.Integer), (attempt.At.UtcDateTime, NpgsqlDbType.TimestampTz),
            (attempt.Begin.Worker, NpgsqlDbType.Text), (result, NpgsqlDbType.Text));
        return Task.CompletedTask;
    }

    public async Task<TaskState> RetryAsync(DbContext context, TaskAttempt attempt, TimeSpan delay, string error, CancellationToken cancellationToken)
    {
        await using var command = await EndOfAsync(Retry, context, attempt, error, cancellationToken).ConfigureAwait(false);
        // Without a row somebody has cleaned up too early, or it is done; the message still comes again.
        return await command.With(delay, NpgsqlDbType.Interval).ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is "Revoked"
            ? TaskState.Revoked
            : TaskState.Retrying;
    }

    public async Task FailAsync(DbContext context, TaskAttempt attempt, string error, CancellationToken cancellationToken)
    {
        await using var command = await EndOfAsync(Fail, context, attempt, error, cancellationToken).ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task<TaskRevocation> RevokeAsync(DbContext context, Guid id, string reason, CancellationToken cancellationToken) =>
        PostgresTaskStore.RevokeAsync(context, id, reason, cancellationToken);

    public Task<TaskInfo?> FindAsync(DbContext context, Guid id, CancellationToken cancellationToken) => PostgresTaskStore.FindAsync(context, id, cancellationToken);

    public Task<IReadOnlyList<TaskInfo>> ListAsync(DbContext context, TaskSearch search, CancellationToken cancellationToken) =>
        PostgresTaskStore.ListAsync(context, search, cancellationToken);

    public Task<IReadOnlyList<OpenTasks>> CountOpenAsync(DbContext context, CancellationToken cancellationToken) =>
        PostgresTaskStore.CountOpenAsync(context, cancellationToken);

    public Task<int> DeleteAsync(DbContext context, TimeSpan endedBefore, int limit, CancellationToken cancellationToken) =>
        PostgresTaskStore.DeleteAsync(context, endedBefore, limit, cancellationToken);

    private static void AddTo(DbBatch batch, string sql, params ReadOnlySpan<(object? Value, NpgsqlDbType Type)> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var (value, type) in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        ((NpgsqlBatch)batch).BatchCommands.Add(command);
    }

    private static async Task<NpgsqlCommand> EndOfAsync(string sql, DbContext context, TaskAttempt attempt, string error, CancellationToken cancellationToken)
    {
        var command = await context.NpgsqlCommandAsync(sql, cancellationToken).ConfigureAwait(false);
        return command.With(attempt.Id, NpgsqlDbType.Uuid).With(attempt.Number, NpgsqlDbType.Integer).With(attempt.At, NpgsqlDbType.TimestampTz)
            .With(attempt.Begin.Worker, NpgsqlDbType.Text).With(error, NpgsqlDbType.Text);
    }
}
