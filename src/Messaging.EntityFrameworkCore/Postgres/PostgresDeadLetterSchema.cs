namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>
/// What failed for good, and who did what about it. <c>source_system</c> is <c>outbox</c>, <c>rabbitmq</c>, <c>kafka</c> or <c>redis</c>;
/// <c>source</c> the queue, topic or stream in which the message failed; <c>source_identity</c> the place within it, by which a collector that
/// repeats itself after a crash finds its own dead letter. <c>id</c> is a UUID of version 7, so that equal times have an order for paging.
/// A header value that JSON text can't hold is an object <c>{"base64": "..."}</c>.
/// </summary>
internal static class PostgresDeadLetterSchema
{
    public const string Create =
        """
        create table messaging.dead_letter (
            id uuid not null primary key,
            state text not null default 'Open' check (state in ('Open', 'Replayed', 'Discarded', 'Done')),
            state_changed_at timestamptz not null,
            source_system text not null,
            source text not null,
            source_identity text not null,
            source_group text,
            source_partition integer,
            source_offset bigint,
            source_key bytea,
            destination text,
            message_type text,
            message_id uuid,
            original_message_id uuid,
            conversation_id uuid,
            ordering_key text,
            ordering_sequence bigint,
            stamped_at timestamptz,
            mandatory boolean not null default true,
            exception_type text,
            exception_message text,
            exception_stack text,
            attempts integer not null default 0,
            first_failed_at timestamptz not null,
            last_failed_at timestamptz not null,
            trace_id text,
            trace_parent text,
            trace_state text,
            content_type text,
            headers jsonb not null default '{}',
            properties jsonb not null default '{}',
            body bytea,
            replay_of uuid,
            note text,
            search tsvector not null generated always as (to_tsvector('simple'::regconfig,
                left(coalesce(source, '') || ' ' || coalesce(destination, '') || ' ' || coalesce(message_type, '') || ' ' || coalesce(ordering_key, '')
                || ' ' || coalesce(exception_type, '') || ' ' || coalesce(exception_message, '') || ' ' || coalesce(note, ''), 20000))) stored,
            unique (source_system, source, source_identity)
        );
        create index ix_dead_letter_time on messaging.dead_letter (last_failed_at desc, id desc);
        create index ix_dead_letter_state on messaging.dead_letter (state, last_failed_at desc, id desc);
        create index ix_dead_letter_system on messaging.dead_letter (source_system, last_failed_at desc, id desc);
        create index ix_dead_letter_source on messaging.dead_letter (source, last_failed_at desc, id desc);
        create index ix_dead_letter_type on messaging.dead_letter (message_type, last_failed_at desc, id desc);
        create index ix_dead_letter_exception on messaging.dead_letter (exception_type, last_failed_at desc, id desc);
        create index ix_dead_letter_open on messaging.dead_letter (source_system, source) where state = 'Open';
        create index ix_dead_letter_key on messaging.dead_letter (ordering_key, id) where ordering_key is not null;
        create index ix_dead_letter_message on messaging.dead_letter (original_message_id) where original_message_id is not null;
        create index ix_dead_letter_conversation on messaging.dead_letter (conversation_id) where conversation_id is not null;
        create index ix_dead_letter_trace on messaging.dead_letter (trace_id) where trace_id is not null;
        create index ix_dead_letter_replay on messaging.dead_letter (replay_of) where replay_of is not null;
        create index ix_dead_letter_search on messaging.dead_letter using gin (search);

        create table messaging.audit (
            id bigint generated always as identity primary key,
            at timestamptz not null,
            actor text not null,
            action text not null,
            subject_type text not null,
            subject_id text not null,
            reason text,
            details jsonb not null default '{}',
            trace_id text
        );
        create index ix_audit_time on messaging.audit (at desc, id desc);
        create index ix_audit_subject on messaging.audit (subject_type, subject_id, id desc);
        create index ix_audit_actor on messaging.audit (actor, id desc);
        """;
}
