namespace Messaging.EntityFrameworkCore.Sqlite;

/// <summary>The tables of <see cref="Postgres.PostgresDeadLetterSchema"/>, without its full-text index.</summary>
internal static class SqliteDeadLetterSchema
{
    public const string Create =
        """
        create table messaging_dead_letter (
            id text not null primary key,
            state text not null default 'Open' check (state in ('Open', 'Replayed', 'Discarded', 'Done')),
            state_changed_at integer not null,
            source_system text not null,
            source text not null,
            source_identity text not null,
            source_group text,
            source_partition integer,
            source_offset integer,
            source_key blob,
            destination text,
            message_type text,
            message_id text,
            original_message_id text,
            conversation_id text,
            ordering_key text,
            ordering_sequence integer,
            stamped_at integer,
            mandatory integer not null default 1,
            exception_type text,
            exception_message text,
            exception_stack text,
            attempts integer not null default 0,
            first_failed_at integer not null,
            last_failed_at integer not null,
            trace_id text,
            trace_parent text,
            trace_state text,
            content_type text,
            headers text not null default '{}',
            properties text not null default '{}',
            body blob,
            replay_of text,
            note text,
            unique (source_system, source, source_identity)
        );
        create index ix_messaging_dead_letter_time on messaging_dead_letter (last_failed_at desc, id desc);
        create index ix_messaging_dead_letter_state on messaging_dead_letter (state, last_failed_at desc, id desc);
        create index ix_messaging_dead_letter_system on messaging_dead_letter (source_system, last_failed_at desc, id desc);
        create index ix_messaging_dead_letter_source on messaging_dead_letter (source, last_failed_at desc, id desc);
        create index ix_messaging_dead_letter_type on messaging_dead_letter (message_type, last_failed_at desc, id desc);
        create index ix_messaging_dead_letter_exception on messaging_dead_letter (exception_type, last_failed_at desc, id desc);
        create index ix_messaging_dead_letter_key on messaging_dead_letter (ordering_key, id) where ordering_key is not null;
        create index ix_messaging_dead_letter_message on messaging_dead_letter (original_message_id) where original_message_id is not null;
        create index ix_messaging_dead_letter_conversation on messaging_dead_letter (conversation_id) where conversation_id is not null;
        create index ix_messaging_dead_letter_trace on messaging_dead_letter (trace_id) where trace_id is not null;
        create index ix_messaging_dead_letter_replay on messaging_dead_letter (replay_of) where replay_of is not null;

        create table messaging_audit (
            id integer primary key autoincrement,
            at integer not null,
            actor text not null,
            action text not null,
            subject_type text not null,
            subject_id text not null,
            reason text,
            details text not null default '{}',
            trace_id text
        );
        create index ix_messaging_audit_time on messaging_audit (at desc, id desc);
        create index ix_messaging_audit_subject on messaging_audit (subject_type, subject_id, id desc);
        create index ix_messaging_audit_actor on messaging_audit (actor, id desc);
        """;
}
