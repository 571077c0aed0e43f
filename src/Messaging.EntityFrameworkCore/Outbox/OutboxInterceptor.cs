using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Flushes the scope's buffer as the last statement of whatever transaction commits. A plain <c>SaveChangesAsync</c> gets a transaction of
/// our own, because the one that EF opens for itself does not exist yet when it asks, and not at all for a single statement.
/// </summary>
internal sealed class OutboxInterceptor(OutboxBuffer buffer, MessagingDatabases databases, OutboxSignal signal, TransactionIdentity identity)
    : ISaveChangesInterceptor, IDbTransactionInterceptor
{
    private IDbContextTransaction? _own;
    private bool _savepoints;
    private FlushResult? _flushed;

    public async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        var context = eventData.Context!;
        if (!buffer.IsEmpty && context.Database.CurrentTransaction is null)
        {
            _savepoints = context.Database.AutoSavepointsEnabled;
            context.Database.AutoSavepointsEnabled = false;
            _own = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result) =>
        buffer.IsEmpty || eventData.Context!.Database.CurrentTransaction is not null
            ? result
            : throw new InvalidOperationException("Messages are flushed asynchronously: call SaveChangesAsync instead of SaveChanges.");

    public async ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (_own is { } own)
        {
            try
            {
                await OwnCommitAsync(own, eventData.Context!, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await EndOwnAsync(eventData.Context!).ConfigureAwait(false);
            }
        }

        return result;
    }

    public async Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) =>
        await EndOwnAsync(eventData.Context!).ConfigureAwait(false);

    public async Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default) =>
        await EndOwnAsync(eventData.Context!).ConfigureAwait(false);

    public async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (!buffer.IsEmpty)
        {
            var context = eventData.Context!;
            var (messages, cancelled) = buffer.Take();
            var request = new FlushRequest(messages, cancelled, identity.Of(context.Database.CurrentTransaction), signal.Mine);
            _flushed = await databases.For(context).FlushAsync(context, request, cancellationToken).ConfigureAwait(false);
            if (context.Database.CurrentTransaction is { } current)
                identity.Learn(current, _flushed.TransactionId);
            if (_flushed.Committed)
                return InterceptionResult.Suppress();
        }

        return result;
    }

    public InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result) =>
        buffer.IsEmpty ? result : throw new InvalidOperationException("Messages are flushed asynchronously: call CommitAsync instead of Commit.");

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (_flushed is { } flushed)
            signal.Written(flushed);
        _flushed = null;
        return Task.CompletedTask;
    }

    public Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        _flushed = null;
        // A failed SaveChangesAsync may be tried again, with the messages that belong to it.
        if (_own is null)
            buffer.Discard();
        return Task.CompletedTask;
    }

    private async Task OwnCommitAsync(IDbContextTransaction own, DbContext context, CancellationToken cancellationToken)
    {
        try
        {
            await own.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (identity.Of(own) is not null && databases.IsConnectionLost(exception))
        {
            if (!await databases.WasCommittedAsync(context, identity.Of(own)!, cancellationToken).ConfigureAwait(false))
                throw;
            signal.WakeAll();
            _flushed = null;
        }
    }

    private async ValueTask EndOwnAsync(DbContext context)
    {
        if (_own is not { } own)
            return;
        // Disposing rolls back what was not committed; _own is still set, so that the buffer survives for another try.
        await own.DisposeAsync().ConfigureAwait(false);
        _own = null;
        context.Database.AutoSavepointsEnabled = _savepoints;
    }
}
