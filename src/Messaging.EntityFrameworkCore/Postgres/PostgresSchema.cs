namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>The tables and functions of schema <c>messaging</c>, as one migration creates them.</summary>
internal static class PostgresSchema
{
    /// <summary>
    /// <c>clock()</c> is the only place where SQL reads the time; tests shift it by <c>set messaging.clock_offset = '1 day'</c>.
    /// <c>inbox_message</c> is partitioned by the day of the message's own stamp, not of its receipt: otherwise a copy that arrives after
    /// midnight would meet another unique index than the first one, and run again.
    /// Partitions are attached, because ATTACH lets readers and writers go on, while CREATE ... PARTITION OF does not.
    /// </summary>
    public const string Create =
        """
        create schema if not exists messaging;

        create function messaging.clock() returns timestamptz language sql volatile as $$
            select clock_timestamp() + coalesce(nullif(current_setting('messaging.clock_offset', true), ''), '0')::interval
        $$;

        create sequence messaging.outbox_message_id as bigint cache 1;

        create table messaging.outbox_message (
            id bigint not null primary key,
            message_id uuid not null,
            original_message_id uuid not null,
            destination text not null,
            ordering_key text,
            key_sequence bigint,
            lease_partition smallint not null,
            stamped_at timestamptz not null,
            due_at timestamptz,
            expires_at timestamptz,
            schedule_token uuid,
            mandatory boolean not null,
            attempts integer not null default 0,
            last_error text,
            first_failed_at timestamptz,
            message_type text,
            content_type text not null,
            headers text not null,
            properties text not null,
            body bytea not null,
            trace_parent text,
            trace_state text
        ) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 1000,
                autovacuum_vacuum_cost_delay = 0, autovacuum_vacuum_insert_threshold = 10000);
        create index ix_outbox_message_due on messaging.outbox_message (due_at) where due_at is not null;
        create index ix_outbox_message_ready on messaging.outbox_message (id) where due_at is null;
        create index ix_outbox_message_failing on messaging.outbox_message (destination, ordering_key, id) where attempts > 0 and ordering_key is not null;
        create index ix_outbox_message_failed on messaging.outbox_message (first_failed_at) where attempts > 0;
        create index ix_outbox_message_token on messaging.outbox_message (schedule_token) where schedule_token is not null;

        create table messaging.outbox_lease (
            partition smallint not null primary key,
            owner uuid,
            token bigint not null default 0,
            expires_at timestamptz not null default '-infinity'
        ) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 500);
        insert into messaging.outbox_lease (partition) select generate_series(0, 63);

        create table messaging.outbox_relay (
            owner uuid not null primary key,
            seen_at timestamptz not null
        ) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 500);

        create table messaging.inbox_message (
            bucket date not null,
            message_id uuid not null,
            consumer text not null,
            endpoint text not null,
            received_at timestamptz not null,
            primary key (bucket, message_id, consumer, endpoint)
        ) partition by range (bucket);

        create table messaging.inbox_message_undated (
            message_id uuid not null,
            consumer text not null,
            endpoint text not null,
            received_at timestamptz not null,
            primary key (message_id, consumer, endpoint)
        );
        create index ix_inbox_message_undated_received on messaging.inbox_message_undated (received_at);

        create function messaging.create_inbox_partitions(first date, last date) returns void language plpgsql as $$
        declare
            day date;
            name text;
        begin
            for day in select d::date from generate_series(first, last, interval '1 day') d loop
                name := 'inbox_message_' || to_char(day, 'YYYYMMDD');
                if to_regclass('messaging.' || name) is null then
                    execute format('create table messaging.%I (like messaging.inbox_message including defaults including indexes) '
                        'with (autovacuum_vacuum_insert_scale_factor = 0.0, autovacuum_vacuum_insert_threshold = 100000)', name);
                    execute format('alter table messaging.inbox_message attach partition messaging.%I for values from (%L) to (%L)',
                        name, day, day + 1);
                end if;
            end loop;
        end
        $$;

        select messaging.create_inbox_partitions((messaging.clock() at time zone 'UTC')::date - 8, (messaging.clock() at time zone 'UTC')::date + 3);

        """ + PostgresLookSchema.Create + PostgresParkingSchema.Create + PostgresDeadLetterSchema.Create + PostgresTaskSchema.Create + PostgresScheduleSchema.Create;

    public const string Drop = "drop schema messaging cascade;";
}
