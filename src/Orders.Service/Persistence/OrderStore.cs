using Microsoft.EntityFrameworkCore;
using Orders.Service.Domain;

namespace Orders.Service.Persistence;

/// <summary>
/// Loads rows under their locks, always an order before its stock and stock by SKU, so that transactions wait for each other but never in
/// a circle. SQLite needs no locks: its transactions have the database to themselves.
/// </summary>
internal sealed class OrderStore(OrdersDbContext context)
{
    /// <summary>The order as it stands, which nobody else changes until this transaction ends.</summary>
    /// <exception cref="OrderNotFoundException">There is no such order.</exception>
    public async Task<Order> LoadForUpdateAsync(Guid orderId, CancellationToken cancellationToken)
    {
        RequireTransaction();
        var query = context.Database.IsNpgsql()
            ? context.Orders.FromSql($"SELECT * FROM orders WHERE id = {orderId} FOR UPDATE")
            : context.Orders.Where(order => order.Id == orderId);
        var found = await ReadAsync(query, cancellationToken);
        return found.Count == 1 ? found[0] : throw new OrderNotFoundException(orderId);
    }

    /// <summary>The stock of those SKUs that exist, locked one after the other in the order of their names.</summary>
    public Task<List<StockItem>> LockStockAsync(string[] skus, CancellationToken cancellationToken)
    {
        RequireTransaction();
        var query = context.Database.IsNpgsql()
            ? context.Stock.FromSql($"SELECT * FROM stock WHERE sku = ANY ({skus}) ORDER BY sku FOR UPDATE")
            : context.Stock.Where(item => skus.Contains(item.Sku)).OrderBy(item => item.Sku);
        return ReadAsync(query, cancellationToken);
    }

    /// <summary>The order's payment, locked; <see langword="null"/> when there is none.</summary>
    public async Task<Payment?> LockPaymentAsync(Guid orderId, CancellationToken cancellationToken)
    {
        RequireTransaction();
        var query = context.Database.IsNpgsql()
            ? context.Payments.FromSql($"SELECT * FROM payment WHERE order_id = {orderId} FOR UPDATE")
            : context.Payments.Where(payment => payment.OrderId == orderId);
        return (await ReadAsync(query, cancellationToken)).SingleOrDefault();
    }

    // EF keeps the values of a row that it already tracks, and they were read before the lock: those that nobody changed are read again.
    private async Task<List<T>> ReadAsync<T>(IQueryable<T> query, CancellationToken cancellationToken)
        where T : class
    {
        var stale = context.ChangeTracker.Entries<T>().Where(entry => entry.State is EntityState.Unchanged).ToList();
        var rows = await query.ToListAsync(cancellationToken);
        foreach (var entry in stale.Where(entry => rows.Contains(entry.Entity)))
            await entry.ReloadAsync(cancellationToken);
        return rows;
    }

    private void RequireTransaction()
    {
        if (context.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException(
                "A row lock outside a transaction protects nothing. Call context.Database.BeginTransactionAsync() first.");
        }
    }
}
