using Messaging.EntityFrameworkCore.Schedules;
using Messaging.Schedules;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>Schedules on PostgreSQL.</summary>
internal sealed class PostgresSchedules : IScheduleDatabase
{
    private const string Now = "select messaging.clock()";

    private const string Declare =
        """
        insert into messaging.schedule as s (name, timing, time_zone, task, missed, next_at) values ($1, $2, $3, $4, $5, $6)
        on conflict (name) do update set timing = excluded.timing, time_zone = excluded.time_zone, task = excluded.task, missed = excluded.missed,
            next_at = case when (s.timing, s.time_zone) = (excluded.timing, excluded.time_zone) then s.next_at when s.paused then null else excluded.next_at end
        where (s.timing, s.time_zone, s.task, s.missed) is distinct from (excluded.timing, excluded.time_zone, excluded.task, excluded.missed)
        """;

    private const string TakeDue =
        """
        select name, next_at, messaging.clock() from messaging.schedule
        where name = any($1) and not paused and next_at <= messaging.clock() order by next_at, name limit 1 for update skip locked
        """;

    private const string AddOccurrence =
        """
        insert into messaging.schedule_occurrence (schedule, planned_at, fired_at) values ($1, $2, messaging.clock()) on conflict do nothing
        """;

    private const string SetTask = "update messaging.schedule_occurrence set task_id = $3 where schedule = $1 and planned_at = $2";

    private const string Advance = "update messaging.schedule set next_at = $2 where name = $1";

    private const string SetPaused = "update messaging.schedule set paused = $2, next_at = $3 where lower(name) = lower($1)";

    private const string List =
        """
        select s.name, s.timing, s.time_zone, s.task, s.missed, s.paused, s.next_at, o.planned_at, o.fired_at, o.task_id
        from messaging.schedule s left join lateral (
            select planned_at, fired_at, task_id from messaging.schedule_occurrence where schedule = s.name order by planned_at desc limit 1) o on true
        order by s.name
        """;

    private const string DeleteOccurrences = "delete from messaging.schedule_occurrence where planned_at < messaging.clock() - $1";

    public bool Serves(DbContext context) => context.Database.IsNpgsql();

    public async Task<DateTimeOffset> NowAsync(DbContext context, CancellationToken cancellationToken) =>
        new((DateTime)(await ScalarAsync(context, Now, cancellationToken).ConfigureAwait(false))!, TimeSpan.Zero);

    public async Task DeclareAsync(DbContext context, ScheduleDefinition schedule, DateTimeOffset? nextAt, CancellationToken cancellationToken)
    {
        await using var command = await context.NpgsqlCommandAsync(Declare, cancellationToken).ConfigureAwait(false);
        command.With(schedule.Name, NpgsqlDbType.Text).With(schedule.Times.Text, NpgsqlDbType.Text).With(schedule.Times.Zone, NpgsqlDbType.Text)
            .With(schedule.Task, NpgsqlDbType.Text).With(schedule.Missed.ToString(), NpgsqlDbType.Text).With(nextAt, NpgsqlDbType.TimestampTz);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<DueSchedule?> TakeDueAsync(DbContext context, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        await using var command = await context.NpgsqlCommandAsync(TakeDue, cancellationToken).ConfigureAwait(false);
        await using var reader = await command.With(names.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text).ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? new DueSchedule(reader.GetString(0), reader.TimeOrNull(1)!.Value, reader.TimeOrNull(2)!.Value)
            : null;
    }

    public async Task<bool> AddOccurrenceAsync(DbContext context, string name, DateTimeOffset plannedAt, CancellationToken cancellationToken)
    {
        await using var command = await context.NpgsqlCommandAsync(AddOccurrence, cancellationToken).ConfigureAwait(false);
        return await command.With(name, NpgsqlDbType.Text).With(plannedAt, NpgsqlDbType.TimestampTz).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
    }

    public async Task SetTaskAsync(DbContext context, string name, DateTimeOffset plannedAt, Guid taskId, CancellationToken cancellationToken)
    {
        await using var command = await context.NpgsqlCommandAsync(SetTask, cancellationToken).ConfigureAwait(false);
        await command.With(name, NpgsqlDbType.Text).With(plannedAt, NpgsqlDbType.TimestampTz).With(taskId, NpgsqlDbType.Uuid)
            .ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task AdvanceAsync(DbContext context, string name, DateTimeOffset? nextAt, CancellationToken cancellationToken)
    {
        await using var command = await context.NpgsqlCommandAsync(Advance, cancellationToken).ConfigureAwait(false);
        await command.With(name, NpgsqlDbType.Text).With(nextAt, NpgsqlDbType.TimestampTz).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> SetPausedAsync(DbContext context, string name, bool paused, DateTimeOffset? nextAt, CancellationToken cancellationToken)
    {
        await using var command = await context.NpgsqlCommandAsync(SetPaused, cancellationToken).ConfigureAwait(false);
        return await command.With(name, NpgsqlDbType.Text).With(paused, NpgsqlDbType.Boolean).With(nextAt, NpgsqlDbType.TimestampTz)
            .ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
    }

    public async Task<IReadOnlyList<ScheduleInfo>> ListAsync(DbContext context, CancellationToken cancellationToken) =>
        await context.ListAsync(
            List, [],
            reader => new ScheduleInfo(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), Enum.Parse<MissedOccurrences>(reader.GetString(4)), reader.GetBoolean(5),
                reader.TimeOrNull(6), reader.TimeOrNull(7), reader.TimeOrNull(8), reader.IsDBNull(9) ? null : reader.GetGuid(9)),
            cancellationToken).ConfigureAwait(false);

    public async Task<int> DeleteOccurrencesAsync(DbContext context, TimeSpan plannedBefore, CancellationToken cancellationToken)
    {
        await using var command = await context.NpgsqlCommandAsync(DeleteOccurrences, cancellationToken).ConfigureAwait(false);
        return await command.With(plannedBefore, NpgsqlDbType.Interval).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<object?> ScalarAsync(DbContext context, string sql, CancellationToken cancellationToken)
    {
        await using var command = await context.NpgsqlCommandAsync(sql, cancellationToken).ConfigureAwait(false);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }
}
