using System.Data.Common;
using Messaging.EntityFrameworkCore.Inbox;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Parking;
using Messaging.EntityFrameworkCore.Tasks;
using Messaging.Parking;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore;

/// <summary>
/// One database transaction and the messages that are consumed in it: inbox rows first, in the round trip of BEGIN; then whatever the
/// consumers do; then everything else and the outbox in one flush, and one COMMIT. It can hold one message or several.
/// </summary>
internal sealed partial class UnitOfWork<TDbContext>(TDbContext context, OutboxBuffer buffer, MessagingDatabases databases, OutboxSignals signals,
    TransactionIdentity identity, IEnumerable<IGuardedInbox> guards, IOptions<TransactionalMessagingOptions> options,
    ILogger<UnitOfWork<TDbContext>> logger) : IAsyncDisposable
    where TDbContext : DbContext
{
    private IDbContextTransaction? _transaction;
    private string? _transactionId;
    private bool _committed;

    /// <summary>Begins, and says which of the messages are new. Duplicates must not run.</summary>
    public async Task<IReadOnlyList<bool>> BeginAsync(IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken)
    {
        if (_transaction is not null)
            throw new InvalidOperationException("This unit of work has begun already.");
        context.Database.AutoSavepointsEnabled = false;
        _transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        if (entries.Count == 0)
            return [];
        var result = await EnterAsync(database => database.EnterInboxAsync(context, entries, cancellationToken), cancellationToken).ConfigureAwait(false);
        _transactionId = result.TransactionId;
        identity.Learn(_transaction, result.TransactionId);
        return result.IsNew;
    }

    /// <summary>Begins a message whose key keeps order, and says whether it may run and is new.</summary>
    public async Task<(DeliveryVerdict Verdict, bool IsNew)> BeginAsync(
        IReadOnlyList<InboxEntry> entries, OrderedDelivery delivery, CancellationToken cancellationToken)
    {
        await BeginAsync([], cancellationToken).ConfigureAwait(false);
        var guard = guards.First(guard => guard.Serves(context));
        var (verdict, inbox) = await EnterAsync(_ => guard.EnterAsync(context, entries, delivery, cancellationToken), cancellationToken).ConfigureAwait(false);
        _transactionId = inbox.TransactionId;
        identity.Learn(_transaction!, inbox.TransactionId);
        return (verdict, inbox.IsNew is not [false]);
    }

    /// <summary>Begins a task, and says whether it is new; whether it may run the task itself knows.</summary>
    public async Task<bool> BeginAsync(IReadOnlyList<InboxEntry> entries, TaskRun task, CancellationToken cancellationToken)
    {
        await task.CountAsync(context, cancellationToken).ConfigureAwait(false);
        await BeginAsync([], cancellationToken).ConfigureAwait(false);
        var inbox = await EnterAsync(database => task.EnterAsync(database, context, entries, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (inbox is null)
        {
            // Nobody enqueued it here. Its row must be seen by others while it runs, and so can't wait for this transaction.
            await _transaction!.DisposeAsync().ConfigureAwait(false);
            await task.AddAsync(context, cancellationToken).ConfigureAwait(false);
            _transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            inbox = await EnterAsync(database => task.EnterAsync(database, context, entries, cancellationToken), cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidOperationException($"The row of task {task.Begin.Id} vanished as soon as it was there.");
        }

        _transactionId = inbox.TransactionId;
        identity.Learn(_transaction!, inbox.TransactionId);
        return inbox.IsNew is not [false];
    }

    private async Task<T> EnterAsync<T>(Func<IMessagingDatabase, Task<T>> enter, CancellationToken cancellationToken)
    {
        var database = databases.For(context);
        try
        {
            return await enter(database).ConfigureAwait(false);
        }
        catch (OutsideInboxException outside) when (database is IInboxDays)
        {
            await _transaction!.DisposeAsync().ConfigureAwait(false);
            var opened = await ((IInboxDays)database).TryOpenAsync(context, outside.Days, options.Value.InboxDays, cancellationToken).ConfigureAwait(false);
            _transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            if (!opened)
                throw;
            return await enter(database).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Saves what one message changed, and forgets what it loaded: to the next message of the transaction the context is as good as new.
    /// </summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        context.ChangeTracker.Clear();
    }

    /// <summary>
    /// Saves, flushes and commits. When the answer to COMMIT is lost the outcome is asked for, not guessed.
    /// </summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_transaction is not { } transaction)
            throw new InvalidOperationException("This unit of work has not begun.");
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            _committed = true;
        }
        catch (Exception exception) when (_transactionId is not null && databases.IsConnectionLost(exception))
        {
            if (!await databases.WasCommittedAsync(context, _transactionId, CancellationToken.None).ConfigureAwait(false))
                throw;
            _committed = true;
            signals.For(context).WakeAll();
        }
    }

    /// <summary>Rolls back what was not committed. What its consumers wanted to send has not happened.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_transaction is not { } transaction)
            return;
        _transaction = null;
        if (!_committed)
        {
            buffer.Abandon();
            try
            {
                await transaction.RollbackAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is DbException or InvalidOperationException)
            {
                // The connection is gone, and the transaction with it.
                RolledBackByServer(logger, exception.Message);
            }
        }

        await transaction.DisposeAsync().ConfigureAwait(false);
    }

    [LoggerMessage(2103, LogLevel.Debug, "The transaction could not be rolled back, because its connection is gone: {Reason}")]
    private static partial void RolledBackByServer(ILogger logger, string reason);
}
