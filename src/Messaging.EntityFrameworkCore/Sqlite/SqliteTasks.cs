using System.Data.Common;
using Messaging.EntityFrameworkCore.Tasks;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Sqlite;

/// <summary>Tasks on SQLite. A statement that writes on its own takes a transaction, and so its turn at the write gate.</summary>
internal sealed class SqliteTasks(TimeProvider time) : ITaskDatabase
{
    private const string Insert =
        """
        insert into messaging_task (id, task, queue, state, unique_key, enqueued_at, due_at, expires_at, trace_id)
        values (@id, @task, @queue, @state, @key, @now, @due, @expires, @trace)
        """;

    private const string FindByKey =
        "select id from messaging_task where task = @task and unique_key = @key and state in ('Queued', 'Scheduled', 'Started', 'Retrying')";

    private const string Begin =
        """
        insert into messaging_task (id, task, queue, state, attempts, enqueued_at, due_at, started_at, worker)
        values (@id, @task, @queue, 'Started', 1, @now, @now, @now, @worker)
        on conflict (id) do update set
            state = case when state in ('Succeeded', 'Revoked') then state when revoke_reason is not null or expires_at < @now then 'Revoked' else 'Started' end,
            attempts = attempts + case when state in ('Succeeded', 'Revoked') or revoke_reason is not null or expires_at < @now then 0 else 1 end,
            started_at = case when state in ('Succeeded', 'Revoked') or revoke_reason is not null or expires_at < @now then started_at else @now end,
            finished_at = case when state in ('Succeeded', 'Revoked') then finished_at when revoke_reason is not null or expires_at < @now then @now end,
            error = case when state not in ('Succeeded', 'Revoked') and expires_at < @now then 'Expired before a worker took it.'
                when state not in ('Succeeded', 'Revoked') and revoke_reason is not null then 'Revoked: ' || revoke_reason else error end,
            worker = @worker
        returning state, attempts
        """;

    private const string Succeed = "update messaging_task set state = 'Succeeded', finished_at = @now, error = null, result = @result where id = @id";

    private const string Retry =
        """
        update messaging_task set state = case when revoke_reason is null then 'Retrying' else 'Revoked' end, due_at = @due,
            finished_at = case when revoke_reason is null then null else @now end, error = @error
        where id = @id returning state
        """;

    private const string Fail = "update messaging_task set state = 'Failed', finished_at = @now, error = @error where id = @id";

    public bool Serves(DbContext context) => context.Database.IsSqlite();

    public async Task InsertAsync(DbContext context, DbBatch? batch, IReadOnlyList<TaskRow> rows, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var row in rows)
        {
            await using var command = await context.CommandAsync(Insert, cancellationToken).ConfigureAwait(false);
            await command.With("@id", row.Id).With("@task", row.Task).With("@queue", row.Queue).With("@state", row.Delay > TimeSpan.Zero ? "Scheduled" : "Queued")
                .With("@key", row.Key).With("@now", now).With("@due", now + row.Delay).With("@expires", row.Expires is { } expires ? now + row.Delay + expires : null)
                .With("@trace", row.TraceId).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<Guid?> FindByKeyAsync(DbContext context, string task, string key, CancellationToken cancellationToken)
    {
        await using var command = await context.CommandAsync(FindByKey, cancellationToken).ConfigureAwait(false);
        return await command.With("@task", task).With("@key", key).ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is string id ? Guid.Parse(id) : null;
    }

    public async Task<TaskBegun?> CountAsync(DbContext context, TaskBegin begin, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = await context.CommandAsync(Begin, cancellationToken).ConfigureAwait(false);
        var now = time.GetUtcNow();
        command.With("@id", begin.Id).With("@task", begin.Task).With("@queue", begin.Queue).With("@worker", begin.Worker).With("@now", now);
        TaskBegun begun;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false))
        {
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            begun = new TaskBegun(Enum.Parse<TaskState>(reader.GetString(0)), reader.GetInt32(1), now);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return begun;
    }

    // Counting has done it.
    public Task AddAsync(DbContext context, TaskBegin begin, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task SucceedAsync(DbContext context, DbBatch? batch, TaskAttempt attempt, string? result, CancellationToken cancellationToken)
    {
        await using var command = await context.CommandAsync(Succeed, cancellationToken).ConfigureAwait(false);
        await command.With("@id", attempt.Id).With("@result", result).With("@now", time.GetUtcNow()).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<TaskState> RetryAsync(DbContext context, TaskAttempt attempt, TimeSpan delay, string error, CancellationToken cancellationToken)
    {
        await using var command = await context.CommandAsync(Retry, cancellationToken).ConfigureAwait(false);
        command.With("@id", attempt.Id).With("@due", time.GetUtcNow() + delay).With("@now", time.GetUtcNow()).With("@error", error);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is "Revoked" ? TaskState.Revoked : TaskState.Retrying;
    }

    public async Task FailAsync(DbContext context, TaskAttempt attempt, string error, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = await context.CommandAsync(Fail, cancellationToken).ConfigureAwait(false);
        await command.With("@id", attempt.Id).With("@error", error).With("@now", time.GetUtcNow()).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task<TaskRevocation> RevokeAsync(DbContext context, Guid id, string reason, CancellationToken cancellationToken) =>
        SqliteTaskStore.RevokeAsync(context, id, reason, time.GetUtcNow(), cancellationToken);

    public Task<TaskInfo?> FindAsync(DbContext context, Guid id, CancellationToken cancellationToken) => SqliteTaskStore.FindAsync(context, id, cancellationToken);

    public Task<IReadOnlyList<TaskInfo>> ListAsync(DbContext context, TaskSearch search, CancellationToken cancellationToken) =>
        SqliteTaskStore.ListAsync(context, search, cancellationToken);

    public Task<IReadOnlyList<OpenTasks>> CountOpenAsync(DbContext context, CancellationToken cancellationToken) =>
        SqliteTaskStore.CountOpenAsync(context, cancellationToken);

    public Task<int> DeleteAsync(DbContext context, TimeSpan endedBefore, int limit, CancellationToken cancellationToken) =>
        SqliteTaskStore.DeleteAsync(context, time.GetUtcNow() - endedBefore, limit, cancellationToken);
}
