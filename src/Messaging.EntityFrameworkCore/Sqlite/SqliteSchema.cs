namespace Messaging.EntityFrameworkCore.Sqlite;

/// <summary>
/// The same tables for the embedded default: a prefix instead of a schema, times as UTC ticks, ids as text. There is one process and one
/// writer, so there are no leases and no partitions.
/// </summary>
internal static class SqliteSchema
{
    public const string Create =
        """
        create table messaging_outbox_message (
            id integer primary key autoincrement,
            message_id text not null,
            original_message_id text not null,
            destination text not null,
            ordering_key text,
            key_sequence integer,
            lease_partition integer not null,
            stamped_at integer not null,
            due_at integer,
            expires_at integer,
            schedule_token text,
            mandatory integer not null,
            attempts integer not null default 0,
            last_error text,
            first_failed_at integer,
            message_type text,
            content_type text not null,
            headers text not null,
            properties text not null,
            body blob not null,
            trace_parent text,
            trace_state text
        );
        create index ix_messaging_outbox_message_due on messaging_outbox_message (due_at) where due_at is not null;
        create index ix_messaging_outbox_message_failing on messaging_outbox_message (destination, ordering_key, id) where attempts > 0;
        create index ix_messaging_outbox_message_token on messaging_outbox_message (schedule_token) where schedule_token is not null;

        create table messaging_inbox_message (
            message_id text not null,
            consumer text not null,
            endpoint text not null,
            bucket integer not null,
            received_at integer not null,
            primary key (message_id, consumer, endpoint)
        ) without rowid;
        create index ix_messaging_inbox_message_received on messaging_inbox_message (received_at);

        """ + SqliteParkingSchema.Create + SqliteDeadLetterSchema.Create + SqliteTaskSchema.Create + SqliteScheduleSchema.Create;

    public const string Drop = SqliteParkingSchema.Drop +
        """
        drop table messaging_outbox_message;
        drop table messaging_inbox_message;
        drop table messaging_dead_letter;
        drop table messaging_audit;
        drop table messaging_task;
        drop table messaging_schedule_occurrence;
        drop table messaging_schedule;
        """;
}
