using Messaging.Telemetry;
using Microsoft.EntityFrameworkCore;
using Orders.Contracts;
using Orders.Service.Domain;
using Orders.Service.Persistence;

namespace Orders.Service.Workflow;

/// <summary>
/// Takes an order through its life in a transaction that is rolled back. What the first order needs compiled - EF's queries, the code of
/// the domain - is compiled then, before somebody waits for it; nothing of it is ever seen.
/// </summary>
internal sealed class Rehearsal(OrdersDbContext context, OrderChanges changes, OrderStore orders, StockLedger stock, TimeProvider time)
{
    /// <summary>Runs it. Needs the schema.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var untraced = Untraced.Begin();
        var now = time.GetUtcNow().InMicroseconds();
        // A SKU that nobody sells: a row lock on one that is sold would make others wait.
        var order = Order.Submit(Guid.CreateVersion7(now), "rehearsal", [new OrderLine(Guid.NewGuid().ToString(), 1, 1)], now);

        context.Database.AutoSavepointsEnabled = false;
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await changes.SubmitAsync(order, cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        context.ChangeTracker.Clear();

        order = await orders.LoadForUpdateAsync(order.Id, cancellationToken);
        _ = await stock.TryTakeAsync(order, cancellationToken);
        _ = await orders.LockPaymentAsync(order.Id, cancellationToken);
        await changes.ApplyAsync(order, (it, at) => it.ReserveStock(at), cancellationToken);
        await changes.ApplyAsync(order, (it, at) => it.RequestPayment(at), cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.RollbackAsync(cancellationToken);
    }
}
