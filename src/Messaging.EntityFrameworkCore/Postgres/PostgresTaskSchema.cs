namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>The states of tasks. Ids are version 7, so their order is that of time.</summary>
internal static class PostgresTaskSchema
{
    public const string Create =
        """

        create table messaging.task (
            id uuid not null primary key,
            task text not null,
            queue text not null,
            state text not null check (state in ('Queued', 'Scheduled', 'Started', 'Retrying', 'Succeeded', 'Failed', 'Revoked')),
            unique_key text,
            attempts integer not null default 0,
            enqueued_at timestamptz not null,
            due_at timestamptz not null,
            expires_at timestamptz,
            started_at timestamptz,
            finished_at timestamptz,
            worker text,
            error text,
            result text,
            revoke_reason text,
            trace_id text
        ) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
        create unique index ix_task_key on messaging.task (task, unique_key)
            where unique_key is not null and state in ('Queued', 'Scheduled', 'Started', 'Retrying');
        create index ix_task_state on messaging.task (state, id desc);
        create index ix_task_finished on messaging.task (finished_at) where finished_at is not null;
        """;
}
