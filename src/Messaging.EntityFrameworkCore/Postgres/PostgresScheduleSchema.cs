namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>Schedules, and their occurrences by planned time: the key that lets each fire once.</summary>
internal static class PostgresScheduleSchema
{
    public const string Create =
        """

        create table messaging.schedule (
            name text not null primary key,
            timing text not null,
            time_zone text not null,
            task text not null,
            missed text not null,
            paused boolean not null default false,
            next_at timestamptz
        ) with (fillfactor = 50);

        create table messaging.schedule_occurrence (
            schedule text not null,
            planned_at timestamptz not null,
            fired_at timestamptz not null,
            task_id uuid,
            primary key (schedule, planned_at)
        );
        """;
}
