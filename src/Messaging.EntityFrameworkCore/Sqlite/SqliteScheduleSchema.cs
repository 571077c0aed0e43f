namespace Messaging.EntityFrameworkCore.Sqlite;

/// <summary>The tables of <see cref="Postgres.PostgresScheduleSchema"/>.</summary>
internal static class SqliteScheduleSchema
{
    public const string Create =
        """

        create table messaging_schedule (
            name text not null primary key,
            timing text not null,
            time_zone text not null,
            task text not null,
            missed text not null,
            paused integer not null default 0,
            next_at integer
        );

        create table messaging_schedule_occurrence (
            schedule text not null,
            planned_at integer not null,
            fired_at integer not null,
            task_id text,
            primary key (schedule, planned_at)
        ) without rowid;
        """;
}
