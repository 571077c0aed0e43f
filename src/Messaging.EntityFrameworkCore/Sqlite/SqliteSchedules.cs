using System.Text.Json;
using Messaging.EntityFrameworkCore.Schedules;
using Messaging.Schedules;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Sqlite;

/// <summary>Schedules on SQLite; the caller's transaction is the only writer.</summary>
internal sealed class SqliteSchedules(TimeProvider time) : IScheduleDatabase
{
    private const string Declare =
        """
        insert into messaging_schedule (name, timing, time_zone, task, missed, next_at) values (@name, @timing, @zone, @task, @missed, @next)
        on conflict (name) do update set timing = excluded.timing, time_zone = excluded.time_zone, task = excluded.task, missed = excluded.missed,
            next_at = case when timing = excluded.timing and time_zone = excluded.time_zone then next_at when paused then null else excluded.next_at end
        """;

    private const string TakeDue =
        """
        select name, next_at from messaging_schedule
        where name in (select value from json_each(@names)) and not paused and next_at <= @now order by next_at, name limit 1
        """;

    private const string AddOccurrence =
        "insert into messaging_schedule_occurrence (schedule, planned_at, fired_at) values (@name, @planned, @now) on conflict do nothing";

    private const string SetTask = "update messaging_schedule_occurrence set task_id = @task where schedule = @name and planned_at = @planned";

    private const string Advance = "update messaging_schedule set next_at = @next where name = @name";

    private const string SetPaused = "update messaging_schedule set paused = @paused, next_at = @next where lower(name) = lower(@name)";

    private const string List =
        """
        select s.name, s.timing, s.time_zone, s.task, s.missed, s.paused, s.next_at, o.planned_at, o.fired_at, o.task_id
        from messaging_schedule s left join messaging_schedule_occurrence o
            on o.schedule = s.name and o.planned_at = (select max(planned_at) from messaging_schedule_occurrence where schedule = s.name)
        order by s.name
        """;

    private const string DeleteOccurrences = "delete from messaging_schedule_occurrence where planned_at < @oldest";

    public bool Serves(DbContext context) => context.Database.IsSqlite();

    public Task<DateTimeOffset> NowAsync(DbContext context, CancellationToken cancellationToken) => Task.FromResult(time.GetUtcNow());

    public async Task DeclareAsync(DbContext context, ScheduleDefinition schedule, DateTimeOffset? nextAt, CancellationToken cancellationToken)
    {
        await using var command = await context.CommandAsync(Declare, cancellationToken).ConfigureAwait(false);
        await command.With("@name", schedule.Name).With("@timing", schedule.Times.Text).With("@zone", schedule.Times.Zone).With("@task", schedule.Task)
            .With("@missed", schedule.Missed.ToString()).With("@next", nextAt).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<DueSchedule?> TakeDueAsync(DbContext context, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = await context.CommandAsync(TakeDue, cancellationToken).ConfigureAwait(false);
        command.With("@names", JsonSerializer.Serialize(names)).With("@now", now);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? new DueSchedule(reader.GetString(0), reader.Time(1)!.Value, now) : null;
    }

    public async Task<bool> AddOccurrenceAsync(DbContext context, string name, DateTimeOffset plannedAt, CancellationToken cancellationToken)
    {
        await using var command = await context.CommandAsync(AddOccurrence, cancellationToken).ConfigureAwait(false);
        return await command.With("@name", name).With("@planned", plannedAt).With("@now", time.GetUtcNow()).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
    }

    public async Task SetTaskAsync(DbContext context, string name, DateTimeOffset plannedAt, Guid taskId, CancellationToken cancellationToken)
    {
        await using var command = await context.CommandAsync(SetTask, cancellationToken).ConfigureAwait(false);
        await command.With("@name", name).With("@planned", plannedAt).With("@task", taskId).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task AdvanceAsync(DbContext context, string name, DateTimeOffset? nextAt, CancellationToken cancellationToken)
    {
        await using var command = await context.CommandAsync(Advance, cancellationToken).ConfigureAwait(false);
        await command.With("@name", name).With("@next", nextAt).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> SetPausedAsync(DbContext context, string name, bool paused, DateTimeOffset? nextAt, CancellationToken cancellationToken)
    {
        await using var command = await context.CommandAsync(SetPaused, cancellationToken).ConfigureAwait(false);
        return await command.With("@name", name).With("@paused", paused).With("@next", nextAt).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
    }

    public async Task<IReadOnlyList<ScheduleInfo>> ListAsync(DbContext context, CancellationToken cancellationToken)
    {
        await using var command = await context.CommandAsync(List, cancellationToken).ConfigureAwait(false);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var schedules = new List<ScheduleInfo>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            schedules.Add(new ScheduleInfo(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), Enum.Parse<MissedOccurrences>(reader.GetString(4)), reader.GetBoolean(5),
                reader.Time(6), reader.Time(7), reader.Time(8), reader.TextOrNull(9) is { } id ? Guid.Parse(id) : null));
        }

        return schedules;
    }

    public async Task<int> DeleteOccurrencesAsync(DbContext context, TimeSpan plannedBefore, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = await context.CommandAsync(DeleteOccurrences, cancellationToken).ConfigureAwait(false);
        var deleted = await command.With("@oldest", time.GetUtcNow() - plannedBefore).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return deleted;
    }
}
