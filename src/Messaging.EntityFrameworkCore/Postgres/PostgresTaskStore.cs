using Messaging.EntityFrameworkCore.Tasks;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>What people ask of tasks, and do to them.</summary>
internal static class PostgresTaskStore
{
    private const string Columns =
        "id, task, queue, state, unique_key, attempts, enqueued_at, due_at, expires_at, started_at, finished_at, worker, error, result, trace_id";

    private const string Find = $"select {Columns} from messaging.task where id = $1";

    private const string List =
        $"""
        select {Columns} from messaging.task
        where ($1::text is null or state = $1) and ($2::text is null or queue = $2) and ($3::text is null or task = $3) and ($4::uuid is null or id < $4)
        order by id desc limit $5
        """;

    // In a statement of its own: the next one must see the message of an attempt that whoever holds the row is about to schedule.
    private const string Lock = "select 1 from messaging.task where id = $1 for no key update";

    // A task runs if somebody holds its lock, whether or not its row says so yet. One whose worker has died does not.
    private const string Revoke =
        """
        with free as materialized (select pg_try_advisory_xact_lock($3) as it),
        revoked as (
            update messaging.task set revoke_reason = $2,
                state = case when free.it then 'Revoked' else 'Started' end,
                finished_at = case when free.it then messaging.clock() end,
                error = case when free.it then 'Revoked: ' || $2 else error end
            from free where id = $1 and state in ('Queued', 'Scheduled', 'Started', 'Retrying') returning id, state),
        unscheduled as (delete from messaging.outbox_message where schedule_token in (select id from revoked where state = 'Revoked'))
        select coalesce((select state from revoked), (select 'Ended' from messaging.task where id = $1))
        """;

    private const string CountOpen =
        """
        select queue, state, count(*) from (
            select queue, state from messaging.task where state in ('Queued', 'Scheduled', 'Started', 'Retrying') limit 100000) open
        group by queue, state
        """;

    private const string Delete =
        """
        delete from messaging.task where ctid = any(array(
            select ctid from messaging.task where finished_at < messaging.clock() - $1 order by finished_at limit $2))
        """;

    public static async Task<TaskInfo?> FindAsync(DbContext context, Guid id, CancellationToken cancellationToken)
    {
        await using var command = await context.NpgsqlCommandAsync(Find, cancellationToken).ConfigureAwait(false);
        return (await ReadAsync(command.With(id, NpgsqlDbType.Uuid), cancellationToken).ConfigureAwait(false)).SingleOrDefault();
    }

    public static async Task<IReadOnlyList<TaskInfo>> ListAsync(DbContext context, TaskSearch search, CancellationToken cancellationToken)
    {
        await using var command = await context.NpgsqlCommandAsync(List, cancellationToken).ConfigureAwait(false);
        command.With(search.State?.ToString(), NpgsqlDbType.Text).With(search.Queue, NpgsqlDbType.Text).With(search.Task, NpgsqlDbType.Text)
            .With(search.After, NpgsqlDbType.Uuid).With(search.Limit, NpgsqlDbType.Integer);
        return await ReadAsync(command, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<TaskRevocation> RevokeAsync(DbContext context, Guid id, string reason, CancellationToken cancellationToken)
    {
        await using var batch = await context.BatchAsync(cancellationToken).ConfigureAwait(false);
        batch.With(Lock, id).With(Revoke, id, reason, PostgresTaskInbox.LockKey(id));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return reader.TextOrNull(0) switch
        {
            "Revoked" => TaskRevocation.Revoked,
            "Started" => TaskRevocation.Requested,
            "Ended" => TaskRevocation.AlreadyEnded,
            _ => TaskRevocation.Unknown,
        };
    }

    public static async Task<IReadOnlyList<OpenTasks>> CountOpenAsync(DbContext context, CancellationToken cancellationToken) =>
        await context.ListAsync(
            CountOpen, [], reader => new OpenTasks(reader.GetString(0), Enum.Parse<TaskState>(reader.GetString(1)), reader.GetInt64(2)), cancellationToken).ConfigureAwait(false);

    public static async Task<int> DeleteAsync(DbContext context, TimeSpan endedBefore, int limit, CancellationToken cancellationToken)
    {
        await using var command = await context.NpgsqlCommandAsync(Delete, cancellationToken).ConfigureAwait(false);
        return await command.With(endedBefore, NpgsqlDbType.Interval).With(limit, NpgsqlDbType.Integer).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<List<TaskInfo>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var tasks = new List<TaskInfo>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            tasks.Add(Read(reader));
        return tasks;
    }

    private static TaskInfo Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetString(1), reader.GetString(2), Enum.Parse<TaskState>(reader.GetString(3)), reader.TextOrNull(4), reader.GetInt32(5),
        reader.GetFieldValue<DateTimeOffset>(6), reader.GetFieldValue<DateTimeOffset>(7), reader.TimeOrNull(8), reader.TimeOrNull(9), reader.TimeOrNull(10),
        reader.TextOrNull(11), reader.TextOrNull(12), reader.TextOrNull(13), reader.TextOrNull(14));
}
