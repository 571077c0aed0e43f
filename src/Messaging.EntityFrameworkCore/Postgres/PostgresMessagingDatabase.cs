using System.Data;
using Messaging.EntityFrameworkCore.DeadLetters;
using Messaging.EntityFrameworkCore.Inbox;
using Messaging.EntityFrameworkCore.Metrics;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>PostgreSQL 15 and later: the real store.</summary>
internal sealed class PostgresMessagingDatabase : IMessagingDatabase, IInboxDays, IOutboxFloor
{
    private const string Channel = "messaging_outbox";

    public bool Serves(DbContext context) => context.Database.IsNpgsql();

    public Task<InboxResult> EnterInboxAsync(DbContext context, IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken) =>
        PostgresInbox.EnterAsync(context, entries, cancellationToken);

    public Task<bool> TryOpenAsync(DbContext context, IReadOnlyList<DateOnly> wanted, int days, CancellationToken cancellationToken) =>
        PostgresHousekeeping.TryOpenAsync(context, wanted, days, cancellationToken);

    public Task<FloorReading> ReadFloorAsync(DbContext context, long floor, CancellationToken cancellationToken) =>
        PostgresFloor.ReadAsync(context, floor, cancellationToken);

    public string TransactionIdQuery => $"select pg_current_xact_id()::text as {IMessagingDatabase.TransactionIdColumn}";

    public Task<FlushResult> FlushAsync(DbContext context, FlushRequest request, CancellationToken cancellationToken) =>
        PostgresOutbox.FlushAsync(context, request, cancellationToken);

    public async Task<bool> WasCommittedAsync(DbContext context, string transactionId, CancellationToken cancellationToken)
    {
        var connection = await PostgresRelay.OpenAsync(context, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            await using var command = new NpgsqlCommand("select pg_xact_status($1::xid8)", connection)
            {
                Parameters = { new NpgsqlParameter { Value = transactionId } },
            };
            var status = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string;
            // "in progress": the old connection's backend has not noticed yet that its client is gone, or is still writing the commit.
            if (status is not "in progress")
                return status is "committed";
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task LockAsync(DbContext context, string name, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await using var command = new NpgsqlCommand(
            "select pg_advisory_xact_lock($1)", connection, (NpgsqlTransaction?)context.Database.CurrentTransaction?.GetDbTransaction())
        {
            Parameters = { new NpgsqlParameter { Value = OutboxPartition.LockKey("lock:", name) } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task<LeaseResult> RenewLeasesAsync(DbContext context, LeaseRequest request, CancellationToken cancellationToken) =>
        PostgresLeases.RenewAsync(context, request, cancellationToken);

    public Task LeaveAsync(DbContext context, Guid owner, CancellationToken cancellationToken) =>
        PostgresLeases.LeaveAsync(context, owner, cancellationToken);

    public Task<FetchResult> FetchAsync(DbContext context, FetchRequest request, CancellationToken cancellationToken) =>
        PostgresRelay.FetchAsync(context, request, cancellationToken);

    public Task DeleteAsync(DbContext context, IReadOnlyCollection<long> ids, bool durable, CancellationToken cancellationToken) =>
        PostgresRelay.DeleteAsync(context, ids, durable, cancellationToken);

    public Task FailAsync(DbContext context, OutboxRow row, TimeSpan delay, Failure failure, CancellationToken cancellationToken) =>
        PostgresDeadLetters.FailAsync(context, row, delay, failure, cancellationToken);

    public Task<bool> BuryAsync(DbContext context, OutboxDeadLetter letter, CancellationToken cancellationToken) =>
        PostgresDeadLetters.BuryAsync(context, letter, cancellationToken);

    public Task<OutboxMeasurement> MeasureAsync(DbContext context, CancellationToken cancellationToken) =>
        PostgresGauges.MeasureAsync(context, cancellationToken);

    public Task MaintainInboxAsync(DbContext context, int days, CancellationToken cancellationToken) =>
        PostgresHousekeeping.MaintainInboxAsync(context, days, cancellationToken);

    public async Task NotifyAsync(DbContext context, CancellationToken cancellationToken)
    {
        var connection = await PostgresRelay.OpenAsync(context, cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand($"notify {Channel}", connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task ListenAsync(DbContext context, Action wake, CancellationToken cancellationToken)
    {
        var connection = await PostgresRelay.OpenAsync(context, cancellationToken).ConfigureAwait(false);
        NotificationEventHandler notified = (_, _) => wake();
        connection.Notification += notified;
        await using (var command = new NpgsqlCommand($"listen {Channel}", connection))
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
                await connection.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // The pools do not always reset what comes back.
            connection.Notification -= notified;
            if (connection.State is ConnectionState.Open)
            {
                await using var command = new NpgsqlCommand($"unlisten {Channel}", connection);
                await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}
