using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Flushes the scope's buffer as the last statement of whatever transaction commits. A plain <c>SaveChangesAsync</c> gets a transaction of
/// our own, because the one that EF opens for itself does not exist yet when it asks, and not at all for a single statement.
/// </summary>
internal sealed class OutboxInterceptor(OutboxBuffer buffer, MessagingDatabases databases, OutboxSignals signals, TransactionIdentity identity)
    : ISaveChangesInterceptor, IDbTransactionInterceptor, IDbConnectionInterceptor
{
    private IDbContextTransaction? _own;
    private bool _savepoints;
    private FlushResult? _flushed;
    // What EF Core has held for saved since before our COMMIT failed, and would leave out of another try without a word.
    private List<object>? _unsaved;

    /// <summary>One for each context of a scope: a scope may use several.</summary>
    public static OutboxInterceptor Of(IServiceProvider scope) => new(
        scope.GetRequiredService<OutboxBuffer>(), scope.GetRequiredService<MessagingDatabases>(), scope.GetRequiredService<OutboxSignals>(),
        scope.GetRequiredService<TransactionIdentity>());

    public async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        var context = eventData.Context!;
        RefuseHalfOf(context);
        // Of a save that met a concurrency conflict, of whose end EF Core tells nobody.
        await EndOwnAsync(context).ConfigureAwait(false);
        if (buffer.HasMessagesFor(context) && context.Database.CurrentTransaction is null)
        {
            _own = await BeginOwnAsync(context, cancellationToken).ConfigureAwait(false);
            _savepoints = context.Database.AutoSavepointsEnabled;
            context.Database.AutoSavepointsEnabled = false;
        }

        return result;
    }

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        var context = eventData.Context!;
        RefuseHalfOf(context);
        return !buffer.HasMessagesFor(context) || (_own is null && context.Database.CurrentTransaction is not null)
            ? result
            : throw new InvalidOperationException("Messages are flushed asynchronously: call SaveChangesAsync instead of SaveChanges.");
    }

    public async ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (_own is { } own)
        {
            try
            {
                await OwnCommitAsync(own, eventData.Context!, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                _unsaved = [.. eventData.Context!.ChangeTracker.Entries().Select(entry => entry.Entity)];
                throw;
            }
            finally
            {
                await EndOwnAsync(eventData.Context!).ConfigureAwait(false);
            }
        }

        return result;
    }

    public Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) => FailedAsync(eventData.Context!);

    public Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default) => FailedAsync(eventData.Context!);

    public void SaveChangesFailed(DbContextErrorEventData eventData) => buffer.Failed(eventData.Context);

    public ValueTask<InterceptionResult> ThrowingConcurrencyExceptionAsync(
        ConcurrencyExceptionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        buffer.Failed(eventData.Context);
        return ValueTask.FromResult(result);
    }

    public InterceptionResult ThrowingConcurrencyException(ConcurrencyExceptionEventData eventData, InterceptionResult result)
    {
        buffer.Failed(eventData.Context);
        return result;
    }

    // A transaction of the application's own that could not even begin.
    public void ConnectionFailed(DbConnection connection, ConnectionErrorEventData eventData) => buffer.Failed(eventData.Context);

    public Task ConnectionFailedAsync(DbConnection connection, ConnectionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        buffer.Failed(eventData.Context);
        return Task.CompletedTask;
    }

    public ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Began(eventData.Context, result, ends: true));

    public DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result) =>
        Began(eventData.Context, result, ends: true);

    public ValueTask<DbTransaction> TransactionUsedAsync(
        DbConnection connection, TransactionEventData eventData, DbTransaction result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Began(eventData.Context, result, ends: false));

    public DbTransaction TransactionUsed(DbConnection connection, TransactionEventData eventData, DbTransaction result) =>
        Began(eventData.Context, result, ends: false);

    public async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (buffer.HasMessagesFor(eventData.Context!))
        {
            var context = eventData.Context!;
            var (messages, cancelled) = buffer.TakeForFlush();
            var request = new FlushRequest(messages, cancelled, buffer.TakeSteps(), identity.Of(context.Database.CurrentTransaction), signals.For(context).Mine);
            _flushed = await databases.For(context).FlushAsync(context, request, cancellationToken).ConfigureAwait(false);
            if (context.Database.CurrentTransaction is { } current)
                identity.Learn(current, _flushed.TransactionId);
            if (_flushed.Committed)
                return InterceptionResult.Suppress();
        }

        return result;
    }

    public InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result) =>
        !buffer.HasMessagesFor(eventData.Context!) ? result : throw new InvalidOperationException("Messages are flushed asynchronously: call CommitAsync instead of Commit.");

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (_flushed is { } flushed)
            signals.For(eventData.Context!).Written(flushed);
        _flushed = null;
        buffer.Release(eventData.Context!);
        return Task.CompletedTask;
    }

    public Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        _flushed = null;
        // A failed SaveChangesAsync may be tried again, with the messages that belong to it.
        if (_own is null && buffer.BelongsTo(eventData.Context!))
            buffer.Discard();
        buffer.Release(eventData.Context!);
        return Task.CompletedTask;
    }

    private void RefuseHalfOf(DbContext context)
    {
        if (_unsaved is not { } unsaved)
            return;
        var beginsAnew = unsaved.Count > 0
            ? unsaved.TrueForAll(entity => context.Entry(entity).State is EntityState.Detached)
            : context.ChangeTracker.HasChanges() || buffer.HasMessagesFor(context);
        if (!beginsAnew)
        {
            throw new InvalidOperationException($"The save of {context.GetType().Name} before this one failed at its COMMIT, when EF Core held the changes for saved, so that another would save nothing. Use another scope, or call ChangeTracker.Clear(), make the changes and send the messages again.");
        }

        _unsaved = null;
    }

    private DbTransaction Began(DbContext? context, DbTransaction transaction, bool ends)
    {
        if (context is not null)
            buffer.Claim(context, ends);
        return transaction;
    }

    private async Task<IDbContextTransaction> BeginOwnAsync(DbContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            buffer.Failed(context);
            throw;
        }
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
            signals.For(context).WakeAll();
            _flushed = null;
        }
    }

    private async Task FailedAsync(DbContext context)
    {
        buffer.Failed(context);
        await EndOwnAsync(context).ConfigureAwait(false);
    }

    private async ValueTask EndOwnAsync(DbContext context)
    {
        if (_own is not { } own)
            return;
        // Disposing rolls back what was not committed; _own is still set, so that the buffer survives for another try.
        await own.DisposeAsync().ConfigureAwait(false);
        buffer.Release(context);
        _own = null;
        context.Database.AutoSavepointsEnabled = _savepoints;
    }
}
