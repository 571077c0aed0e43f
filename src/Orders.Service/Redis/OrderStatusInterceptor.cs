using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Orders.Service.Domain;
using Orders.Service.Http.Streaming;

namespace Orders.Service.Redis;

/// <summary>Announces the changes that a transaction has saved, when it has committed.</summary>
internal sealed class OrderStatusInterceptor(OrderStatusChannel channel) : DbTransactionInterceptor, ISaveChangesInterceptor
{
    // By context, of which each has one transaction at a time.
    private readonly ConditionalWeakTable<DbContext, List<OrderStatusChange>> _saved = [];

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

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Announce(eventData.Context);

    public override Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Announce(eventData.Context);
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
        if (context is null)
            return;
        var added = context.ChangeTracker.Entries<OrderHistoryEntry>().Where(entry => entry.State is EntityState.Added).Select(entry => entry.Entity).ToList();
        if (added.Count > 0)
            _saved.GetValue(context, _ => []).AddRange(added.Select(one => new OrderStatusChange(one.OrderId, one.Version, one.Status, one.At)));
    }

    private void Announce(DbContext? context)
    {
        if (context is null || !_saved.TryGetValue(context, out var changes))
            return;
        foreach (var change in changes)
            channel.Announce(change);
        _saved.Remove(context);
    }

    private void Forget(DbContext? context)
    {
        if (context is not null)
            _saved.Remove(context);
    }
}
