using Messaging.EntityFrameworkCore.Inbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>
/// The inbox row is the first statement of the transaction and travels with its BEGIN. A duplicate that comes while the first copy is still
/// in work waits here for that one's commit or rollback.
/// </summary>
internal static class PostgresInbox
{
    private const string Dated =
        """
        insert into messaging.inbox_message (bucket, message_id, consumer, endpoint, received_at) values ($1, $2, $3, $4, messaging.clock())
        on conflict do nothing returning pg_current_xact_id()::text
        """;

    private const string Undated =
        """
        insert into messaging.inbox_message_undated (message_id, consumer, endpoint, received_at) values ($1, $2, $3, messaging.clock())
        on conflict do nothing returning pg_current_xact_id()::text
        """;

    // Messages that share a transaction take the rows of each other's neighbours in any order. So they wait for nobody for long: instead of
    // a deadlock, which takes a second to be noticed, the group gives up and each message is consumed alone.
    private const string GiveUpSoon = "select set_config('lock_timeout', '100', true)";

    public static async Task<InboxResult> EnterAsync(DbContext context, IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await using var batch = new NpgsqlBatch(connection, (NpgsqlTransaction?)context.Database.CurrentTransaction?.GetDbTransaction());
        // In one order everywhere, so that two groups with common messages can't deadlock.
        var order = Enumerable.Range(0, entries.Count).OrderBy(i => entries[i].MessageId).ThenBy(i => entries[i].Consumer, StringComparer.Ordinal).ToArray();
        if (entries.Count > 1)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(GiveUpSoon));
        foreach (var i in order)
            batch.BatchCommands.Add(Command(entries[i]));

        var isNew = new bool[entries.Count];
        string? transactionId = null;
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            if (entries.Count > 1)
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            foreach (var i in order)
            {
                if (isNew[i] = await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    transactionId = reader.GetString(0);
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.CheckViolation, TableName: "inbox_message" })
        {
            throw new OutsideInboxException(entries);
        }

        return new InboxResult(isNew, transactionId);
    }

    private static NpgsqlBatchCommand Command(InboxEntry entry)
    {
        var command = new NpgsqlBatchCommand(entry.StampedAt is null ? Undated : Dated);
        if (entry.StampedAt is { } stamp)
            command.Parameters.Add(new NpgsqlParameter { Value = DateOnly.FromDateTime(stamp.UtcDateTime), NpgsqlDbType = NpgsqlDbType.Date });
        command.Parameters.Add(new NpgsqlParameter { Value = entry.MessageId });
        command.Parameters.Add(new NpgsqlParameter { Value = entry.Consumer });
        command.Parameters.Add(new NpgsqlParameter { Value = entry.Endpoint });
        return command;
    }
}
