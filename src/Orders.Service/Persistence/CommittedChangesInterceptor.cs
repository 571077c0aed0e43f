using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Orders.Service.Domain;

namespace Orders.Service.Persistence;

/// <summary>Tells who wants to know of the changes that a transaction has saved, when it has committed.</summary>
internal sealed class CommittedChangesInterceptor(IEnumerable<ICommittedChanges> listeners) : DbTransactionInterceptor, ISaveChangesInterceptor
{
    private readonly ICommittedChanges[] _listeners = [.. listeners];

    // By context, of which each has one transaction at a time.
    private readonly ConditionalWeakTable<DbContext, List<OrderHistoryEntry>> _saved = [];

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Remember(eventData.Context);
        return result;
    }

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Remember(eventData.Context);
        return ValueTask.FromResult(result);
    }

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Tell(eventData.Context);

    public override Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Tell(eventData.Context);
        return Task.CompletedTask;
    }

    public override InterceptionResult<DbTransaction> TransactionStarting(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result)
    {
        Forget(eventData.Context);
        return result;
    }

    // What an earlier transaction of this context has rolled back is no news.
    public override ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        Forget(eventData.Context);
        return ValueTask.FromResult(result);
    }

    private void Remember(DbContext? context)
    {
        // Looking for changes has EF compare all that it tracks.
        if (context is null || !Array.Exists(_listeners, listener => listener.IsListening))
            return;
        var added = context.ChangeTracker.Entries<OrderHistoryEntry>().Where(entry => entry.State is EntityState.Added).Select(entry => entry.Entity).ToList();
        if (added.Count > 0)
            _saved.GetValue(context, _ => []).AddRange(added);
    }

    private void Tell(DbContext? context)
    {
        if (context is null || !_saved.TryGetValue(context, out var changes))
            return;
        foreach (var listener in _listeners)
        {
            foreach (var change in changes)
                listener.Committed(change);
        }

        _saved.Remove(context);
    }

    private void Forget(DbContext? context)
    {
        if (context is not null)
            _saved.Remove(context);
    }
}
