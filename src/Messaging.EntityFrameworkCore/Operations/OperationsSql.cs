using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Operations;

/// <summary>The statements by which people look at dead letters and the audit and change them, for both databases.</summary>
internal sealed class OperationsSql
{
    private const string ListColumns =
        """
        id, state, state_changed_at, source_system, source, source_identity, source_group, source_partition, source_offset, source_key, destination,
        message_type, message_id, original_message_id, conversation_id, ordering_key, ordering_sequence, stamped_at, mandatory, exception_type,
        exception_message, attempts, first_failed_at, last_failed_at, trace_id, trace_parent, trace_state, content_type, replay_of, note
        """;

    private OperationsSql(OperationsDialect it)
    {
        Dialect = it;
        var letters = $"{it.Prefix}dead_letter";
        List = $"select {ListColumns} from {letters}";
        Full = $"select {ListColumns}, exception_stack, headers, properties, body from {letters}";
        Group =
            $"""
            select source_system, source, message_type, exception_type, count(*), min(first_failed_at), max(last_failed_at)
            from {letters}
            """;
        Find = $"{Full} where id = @id";
        FindForUpdate = $"{Find} {it.ForUpdate}";
        Replays = $"select id from {letters} where replay_of = @id order by id limit 100";
        OpenOfKey = $"{List} where ordering_key = @key and state = 'Open' order by id limit 100";
        SetState = $"update {letters} set state = @state, state_changed_at = {it.Now} where id = @id";
        SetNote = $"update {letters} set note = @note where id = @id";
        AddAudit =
            $"""
            insert into {it.Prefix}audit (at, actor, action, subject_type, subject_id, reason, details, trace_id)
            values ({it.Now}, @actor, @action, @type, @id, @reason, cast(@details as {it.Json}), @trace)
            """;
        ListAudit = $"select id, at, actor, action, subject_type, subject_id, reason, details, trace_id from {it.Prefix}audit";
        Stuck =
            $"""
            select id, message_id, destination, message_type, ordering_key, attempts, last_error, first_failed_at, due_at
            from {it.Prefix}outbox_message where attempts > 0 order by first_failed_at, id limit @limit
            """;
        TrailOfLetters =
            $"""
            select last_failed_at, 'dead-letter', cast(id as text), 'state', state, 'source', source from {letters}
            where id = @uuid or original_message_id = @uuid or conversation_id = @uuid or ordering_key = @text or trace_id = @text
            order by last_failed_at desc limit @limit
            """;
        TrailOfOutbox =
            $"""
            select stamped_at, 'outbox', cast(message_id as text), 'destination', destination, 'lastError', last_error from {it.Prefix}outbox_message
            where message_id = @uuid or original_message_id = @uuid or ordering_key = @text or trace_parent like @trace
            order by id limit @limit
            """;
        TrailOfInbox = it.IsPostgres ? PostgresTrailOfInbox : SqliteTrailOfInbox;
        TrailOfAudit =
            $"""
            select at, 'audit', cast(id as text), 'action', action, 'actor', actor from {it.Prefix}audit
            where subject_id = @text or trace_id = @text or (subject_type = 'dead-letter' and subject_id in (
                select cast(id as text) from {letters} where original_message_id = @uuid or conversation_id = @uuid or ordering_key = @text or trace_id = @text))
            order by id desc limit @limit
            """;
        (Consumed, Forget, Remember, HasPlace) = it.IsPostgres ? PostgresInboxStatements : SqliteInboxStatements;
    }

    private static OperationsSql Postgres { get; } = new(OperationsDialect.Of(true));

    private static OperationsSql Sqlite { get; } = new(OperationsDialect.Of(false));

    public OperationsDialect Dialect { get; }

    public static OperationsSql For(DbContext context) => context.Database.IsNpgsql() ? Postgres : Sqlite;

    public string List { get; }

    public string Full { get; }

    public string Group { get; }

    public string Find { get; }

    public string FindForUpdate { get; }

    public string Replays { get; }

    public string OpenOfKey { get; }

    public string SetState { get; }

    public string SetNote { get; }

    public string AddAudit { get; }

    public string ListAudit { get; }

    public string Stuck { get; }

    public string TrailOfLetters { get; }

    public string TrailOfOutbox { get; }

    public string TrailOfInbox { get; }

    public string TrailOfAudit { get; }

    /// <summary>The consumers of an endpoint that have consumed a message.</summary>
    public string Consumed { get; }

    /// <summary>Lets an endpoint consume a message once more.</summary>
    public string Forget { get; }

    /// <summary>Keeps a consumer from consuming a message.</summary>
    public string Remember { get; }

    /// <summary>Whether the inbox still keeps the day of a message; beyond it a message can't be consumed under its stamp.</summary>
    public string HasPlace { get; }

    // Day by day, so that each partition is asked by its key.
    private const string PostgresTrailOfInbox =
        """
        select i.received_at, 'inbox', cast(i.message_id as text), 'consumer', i.consumer, 'endpoint', i.endpoint
        from generate_series((messaging.clock() at time zone 'UTC')::date - @days, (messaging.clock() at time zone 'UTC')::date + 3, interval '1 day') d
        join messaging.inbox_message i on i.bucket = d::date and i.message_id = @uuid
        union all
        select received_at, 'inbox', cast(message_id as text), 'consumer', consumer, 'endpoint', endpoint
        from messaging.inbox_message_undated where message_id = @uuid
        limit @limit
        """;

    private const string SqliteTrailOfInbox =
        """
        select received_at, 'inbox', message_id, 'consumer', consumer, 'endpoint', endpoint
        from messaging_inbox_message where message_id = @uuid limit @limit
        """;

    // The day alone finds the partition, and within it the id begins the key. Rows without a day lie in a table of their own.
    private static (string, string, string, string) PostgresInboxStatements => (
        """
        select consumer from messaging.inbox_message where bucket = cast(@bucket as date) and message_id = @id and endpoint = @endpoint
        union select consumer from messaging.inbox_message_undated where message_id = @id and endpoint = @endpoint
        """,
        """
        with dated as (delete from messaging.inbox_message where bucket = cast(@bucket as date) and message_id = @id and endpoint = @endpoint)
        delete from messaging.inbox_message_undated where message_id = @id and endpoint = @endpoint
        """,
        """
        with dated as (
            insert into messaging.inbox_message (bucket, message_id, consumer, endpoint, received_at)
            select cast(@bucket as date), @id, @consumer, @endpoint, messaging.clock()
            where to_regclass('messaging.inbox_message_' || to_char(cast(@bucket as date), 'YYYYMMDD')) is not null
            on conflict do nothing)
        insert into messaging.inbox_message_undated (message_id, consumer, endpoint, received_at)
        select @id, @consumer, @endpoint, messaging.clock() where cast(@bucket as date) is null
        on conflict do nothing
        """,
        "select case when to_regclass('messaging.inbox_message_' || to_char(cast(@bucket as date), 'YYYYMMDD')) is null then 0 else 1 end");

    private static (string, string, string, string) SqliteInboxStatements => (
        "select consumer from messaging_inbox_message where message_id = @id and endpoint = @endpoint",
        "delete from messaging_inbox_message where message_id = @id and endpoint = @endpoint",
        """
        insert into messaging_inbox_message (message_id, consumer, endpoint, bucket, received_at)
        values (@id, @consumer, @endpoint, @now / 864000000000, @now) on conflict do nothing
        """,
        "select 1");
}
