namespace Messaging.EntityFrameworkCore.Sqlite;

/// <summary>The table of <see cref="Postgres.PostgresTaskSchema"/>.</summary>
internal static class SqliteTaskSchema
{
    public const string Create =
        """

        create table messaging_task (
            id text not null primary key,
            task text not null,
            queue text not null,
            state text not null check (state in ('Queued', 'Scheduled', 'Started', 'Retrying', 'Succeeded', 'Failed', 'Revoked')),
            unique_key text,
            attempts integer not null default 0,
            enqueued_at integer not null,
            due_at integer not null,
            expires_at integer,
            started_at integer,
            finished_at integer,
            worker text,
            error text,
            result text,
            revoke_reason text,
            trace_id text
        );
        create unique index ix_messaging_task_key on messaging_task (task, unique_key)
            where unique_key is not null and state in ('Queued', 'Scheduled', 'Started', 'Retrying');
        create index ix_messaging_task_state on messaging_task (state, id desc);
        create index ix_messaging_task_finished on messaging_task (finished_at) where finished_at is not null;
        """;
}
