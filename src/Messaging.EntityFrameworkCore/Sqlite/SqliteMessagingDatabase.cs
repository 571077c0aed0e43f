using Messaging.EntityFrameworkCore.DeadLetters;
using Messaging.EntityFrameworkCore.Inbox;
using Messaging.EntityFrameworkCore.Metrics;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Sqlite;

/// <summary>
/// SQLite: the embedded default. One process holds everything; its write gate is what advisory locks and leases are on PostgreSQL, so the
/// order of ids is the order of commits for all keys at once.
/// </summary>
internal sealed class SqliteMessagingDatabase(TimeProvider time, IOptions<TransactionalMessagingOptions> options) : IMessagingDatabase
{
    private static readonly int[] AllPartitions = [.. Enumerable.Range(0, OutboxPartition.Count)];

    public bool Serves(DbContext context) => context.Database.IsSqlite();

    public async Task<InboxResult> EnterInboxAsync(DbContext context, IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken)
    {
        var isNew = new bool[entries.Count];
        // As on PostgreSQL, where a day of the past has no partition.
        var oldest = time.GetUtcNow().UtcDateTime.Date.AddDays(-options.Value.InboxDays);
        if (entries.Any(entry => entry.StampedAt?.UtcDateTime < oldest))
            throw new OutsideInboxException(entries);
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            await using var command = await context.CommandAsync(
                "insert into messaging_inbox_message (message_id, consumer, endpoint, bucket, received_at) values (@id, @consumer, @endpoint, @bucket, @now) on conflict do nothing",
                cancellationToken).ConfigureAwait(false);
            command.With("@id", entry.MessageId).With("@consumer", entry.Consumer).With("@endpoint", entry.Endpoint)
                .With("@bucket", (entry.StampedAt ?? time.GetUtcNow()).UtcTicks / TimeSpan.TicksPerDay).With("@now", time.GetUtcNow());
            isNew[i] = await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
        }

        return new InboxResult(isNew, null);
    }

    public string? TransactionIdQuery => null;

    public async Task<FlushResult> FlushAsync(DbContext context, FlushRequest request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var step in request.Steps)
            await step.WriteAsync(context, batch: null, cancellationToken).ConfigureAwait(false);
        foreach (var message in request.Messages)
        {
            await using var insert = await context.CommandAsync(
                """
                insert into messaging_outbox_message (message_id, original_message_id, destination, ordering_key, key_sequence, lease_partition,
                    stamped_at, due_at, expires_at, schedule_token, mandatory, content_type, headers, properties, body, trace_parent, trace_state, message_type)
                values (@id, @original, @destination, @key,
                    case when @key is null then null else (select coalesce(max(seq), 0) + 1 from sqlite_sequence where name = 'messaging_outbox_message') end,
                    0, @stamped, @due, @expires, @token, @mandatory, @type, @headers, @properties, @body, @parent, @state, @messageType)
                """, cancellationToken).ConfigureAwait(false);
            insert.With("@id", message.MessageId).With("@original", message.OriginalMessageId)
                .With("@destination", message.Destination.ToString()).With("@key", message.OrderingKey)
                .With("@stamped", message.StampedAt ?? now)
                .With("@due", message.Delay > TimeSpan.Zero ? now + message.Delay : null)
                .With("@expires", message.TimeToLive is { } life ? now + message.Delay + life : null)
                .With("@token", message.ScheduleToken).With("@mandatory", message.Mandatory)
                .With("@type", message.ContentType).With("@headers", HeaderJson.Write(message.Headers))
                .With("@properties", HeaderJson.Write(message.Properties)).With("@body", message.Body.ToArray())
                .With("@parent", message.TraceParent).With("@state", message.TraceState).With("@messageType", message.MessageType);
            await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (var token in request.Cancelled)
        {
            await using var delete = await context.CommandAsync("delete from messaging_outbox_message where schedule_token = @token", cancellationToken).ConfigureAwait(false);
            await delete.With("@token", token).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        return new FlushResult(null, []) { HasMore = request.Messages.Count > 0 };
    }

    public Task<bool> WasCommittedAsync(DbContext context, string transactionId, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A commit to a file in this process has no answer that could be lost.");

    public Task LockAsync(DbContext context, string name, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<LeaseResult> RenewLeasesAsync(DbContext context, LeaseRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new LeaseResult(AllPartitions, 0));

    public Task LeaveAsync(DbContext context, Guid owner, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<FetchResult> FetchAsync(DbContext context, FetchRequest request, CancellationToken cancellationToken) =>
        SqliteRelay.FetchAsync(context, request, time.GetUtcNow(), cancellationToken);

    public Task DeleteAsync(DbContext context, IReadOnlyCollection<long> ids, bool durable, CancellationToken cancellationToken) =>
        WriteAsync(context, $"delete from messaging_outbox_message where id in ({SqliteCommands.List(ids)})", [], cancellationToken);

    public Task FailAsync(DbContext context, OutboxRow row, TimeSpan delay, Failure failure, CancellationToken cancellationToken) =>
        SqliteDeadLetters.FailAsync(context, row, delay, failure, time.GetUtcNow(), cancellationToken);

    public Task<bool> BuryAsync(DbContext context, OutboxDeadLetter letter, CancellationToken cancellationToken) =>
        SqliteDeadLetters.BuryAsync(context, letter, time.GetUtcNow(), cancellationToken);

    public Task<OutboxMeasurement> MeasureAsync(DbContext context, CancellationToken cancellationToken) =>
        SqliteGauges.MeasureAsync(context, time.GetUtcNow(), cancellationToken);

    public Task MaintainInboxAsync(DbContext context, int days, CancellationToken cancellationToken) =>
        WriteAsync(context, "delete from messaging_inbox_message where received_at < @oldest",
            // A day more than a message may be old, so that no copy comes after its row has gone.
            [("@oldest", time.GetUtcNow() - TimeSpan.FromDays(days + 1))], cancellationToken);

    public Task NotifyAsync(DbContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ListenAsync(DbContext context, Action wake, CancellationToken cancellationToken) =>
        Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

    private static async Task WriteAsync(DbContext context, string sql, (string Name, object Value)[] parameters, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = await context.CommandAsync(sql, cancellationToken).ConfigureAwait(false);
        foreach (var (name, value) in parameters)
            command.With(name, value);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
