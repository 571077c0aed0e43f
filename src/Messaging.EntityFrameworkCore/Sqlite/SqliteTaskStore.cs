using Messaging.EntityFrameworkCore.Tasks;
using Messaging.Tasks;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Sqlite;

/// <summary>What people ask of tasks, and do to them.</summary>
internal static class SqliteTaskStore
{
    private const string Columns =
        "id, task, queue, state, unique_key, attempts, enqueued_at, due_at, expires_at, started_at, finished_at, worker, error, result, trace_id";

    private const string Find = $"select {Columns} from messaging_task where id = @id";

    private const string List =
        $"""
        select {Columns} from messaging_task
        where (@state is null or state = @state) and (@queue is null or queue = @queue) and (@task is null or task = @task) and (@after is null or id < @after)
        order by id desc limit @limit
        """;

    private const string Revoke =
        """
        update messaging_task set revoke_reason = @reason,
            state = case when state = 'Started' then state else 'Revoked' end,
            finished_at = case when state = 'Started' then finished_at else @now end,
            error = case when state = 'Started' then error else 'Revoked: ' || @reason end
        where id = @id and state in ('Queued', 'Scheduled', 'Started', 'Retrying') returning state
        """;

    private const string Unschedule = "delete from messaging_outbox_message where schedule_token = @id";

    private const string CountOpen =
        """
        select queue, state, count(*) from (
            select queue, state from messaging_task where state in ('Queued', 'Scheduled', 'Started', 'Retrying') limit 100000) open
        group by queue, state
        """;

    private const string Delete =
        "delete from messaging_task where id in (select id from messaging_task where finished_at < @oldest order by finished_at limit @limit)";

    public static async Task<TaskInfo?> FindAsync(DbContext context, Guid id, CancellationToken cancellationToken)
    {
        await using var command = await context.CommandAsync(Find, cancellationToken).ConfigureAwait(false);
        return (await ReadAsync(command.With("@id", id), cancellationToken).ConfigureAwait(false)).SingleOrDefault();
    }

    public static async Task<IReadOnlyList<TaskInfo>> ListAsync(DbContext context, TaskSearch search, CancellationToken cancellationToken)
    {
        await using var command = await context.CommandAsync(List, cancellationToken).ConfigureAwait(false);
        command.With("@state", search.State?.ToString()).With("@queue", search.Queue).With("@task", search.Task).With("@after", search.After).With("@limit", search.Limit);
        return await ReadAsync(command, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<TaskRevocation> RevokeAsync(DbContext context, Guid id, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = await context.CommandAsync(Revoke, cancellationToken).ConfigureAwait(false);
        var state = await command.With("@id", id).With("@reason", reason).With("@now", now).ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string;
        if (state is "Revoked")
        {
            await using var delete = await context.CommandAsync(Unschedule, cancellationToken).ConfigureAwait(false);
            await delete.With("@id", id).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        return state switch
        {
            "Revoked" => TaskRevocation.Revoked,
            "Started" => TaskRevocation.Requested,
            _ when await FindAsync(context, id, cancellationToken).ConfigureAwait(false) is not null => TaskRevocation.AlreadyEnded,
            _ => TaskRevocation.Unknown,
        };
    }

    public static async Task<IReadOnlyList<OpenTasks>> CountOpenAsync(DbContext context, CancellationToken cancellationToken)
    {
        await using var command = await context.CommandAsync(CountOpen, cancellationToken).ConfigureAwait(false);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var open = new List<OpenTasks>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            open.Add(new OpenTasks(reader.GetString(0), Enum.Parse<TaskState>(reader.GetString(1)), reader.GetInt64(2)));
        return open;
    }

    public static async Task<int> DeleteAsync(DbContext context, DateTimeOffset oldest, int limit, CancellationToken cancellationToken)
    {
        await using var command = await context.CommandAsync(Delete, cancellationToken).ConfigureAwait(false);
        return await command.With("@oldest", oldest).With("@limit", limit).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<List<TaskInfo>> ReadAsync(SqliteCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var tasks = new List<TaskInfo>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            tasks.Add(new TaskInfo(
                Guid.Parse(reader.GetString(0)), reader.GetString(1), reader.GetString(2), Enum.Parse<TaskState>(reader.GetString(3)), reader.TextOrNull(4), reader.GetInt32(5),
                reader.Time(6)!.Value, reader.Time(7)!.Value, reader.Time(8), reader.Time(9), reader.Time(10), reader.TextOrNull(11), reader.TextOrNull(12),
                reader.TextOrNull(13), reader.TextOrNull(14)));
        }

        return tasks;
    }
}
