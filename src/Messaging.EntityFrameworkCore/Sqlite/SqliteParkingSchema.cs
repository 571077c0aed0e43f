namespace Messaging.EntityFrameworkCore.Sqlite;

/// <summary>The tables of <see cref="Postgres.PostgresParkingSchema"/>.</summary>
internal static class SqliteParkingSchema
{
    public const string Create =
        """
        create table messaging_parked_key (
            id integer primary key autoincrement,
            source_system text not null,
            source text not null,
            consumer_group text not null,
            ordering_key blob not null,
            partition integer not null default -1,
            state text not null check (state in ('Parked', 'Held', 'Open')),
            reason text,
            since integer not null,
            due_at integer not null,
            messages integer not null default 0,
            exception_type text,
            last_error text,
            claim text,
            claimed_until integer,
            unique (source_system, source, consumer_group, ordering_key, partition)
        );

        create table messaging_parked_message (
            id integer primary key autoincrement,
            key_id integer not null references messaging_parked_key (id) on delete cascade,
            message_id text not null,
            stamped_at integer,
            partition integer,
            position integer,
            sent_at integer,
            message_type text,
            content_type text,
            headers text not null,
            properties text not null,
            body blob,
            attempts integer not null default 0,
            redeliveries integer not null default 0,
            first_failed_at integer,
            exception_type text,
            last_error text,
            parked_at integer not null,
            replay_of text,
            unique (key_id, message_id)
        );
        create index ix_messaging_parked_message_order on messaging_parked_message (key_id, id);

        create table messaging_parked_mark (
            key_id integer not null references messaging_parked_key (id) on delete cascade,
            message_id text not null,
            id integer not null,
            at integer not null,
            primary key (key_id, message_id)
        ) without rowid;

        create table messaging_consumed_partition (
            source_system text not null,
            source_id text not null,
            consumer_group text not null,
            partition integer not null,
            source text not null,
            epoch integer not null,
            watermark integer not null default 0,
            claimed_at integer not null,
            advanced_at integer,
            primary key (source_system, source_id, consumer_group, partition)
        ) without rowid;

        """;

    public const string Drop =
        """
        drop table messaging_parked_mark;
        drop table messaging_parked_message;
        drop table messaging_parked_key;
        drop table messaging_consumed_partition;

        """;
}
