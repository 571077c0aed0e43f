using MassTransit;
using Orders.Contracts;
using Orders.Service.Domain;
using Orders.Service.Persistence;
using Orders.Service.Streams;

namespace Orders.Service.Workflow;

/// <summary>
/// The one way by which an order changes: the transition, the stock it gives back and the announcement on <c>orders.events</c>
/// go together, so that none can be forgotten. Everything joins the transaction of the scope, which the caller saves and commits.
/// </summary>
internal sealed class OrderChanges(
    OrdersDbContext context, OrderStore orders, StockLedger stock, IOrderEvents events, IPublishEndpoint bus, TimeProvider time)
{
    /// <summary>Adds a new order, announces its first version and starts the workflow.</summary>
    public async Task SubmitAsync(Order order, CancellationToken cancellationToken)
    {
        context.Orders.Add(order);
        await AnnounceAsync(order, sinceVersion: 0, cancellationToken);
        await bus.PublishInOrderAsync(order.Id, new OrderSubmitted(order.Id, order.CustomerId, order.Total), cancellationToken);
    }

    /// <summary>Cancels an open order for its customer. Needs an open transaction, since it takes the order's row lock.</summary>
    /// <returns><see langword="true"/> when it was cancelled now, <see langword="false"/> when it already was.</returns>
    /// <exception cref="OrderNotFoundException">There is no such order.</exception>
    /// <exception cref="IllegalTransitionException">It is Confirmed or Rejected.</exception>
    public async Task<bool> CancelAsync(Guid orderId, string reason, CancellationToken cancellationToken)
    {
        var order = await orders.LoadForUpdateAsync(orderId, cancellationToken);
        if (order.Status is OrderStatus.Cancelled)
            return false;

        await ApplyAsync(order, (it, at) => it.Cancel(reason, at), cancellationToken);
        await bus.PublishInOrderAsync(order.Id, new OrderCancelled(order.Id, reason), cancellationToken);
        return true;
    }

    /// <summary>
    /// Makes the transition, gives back the stock that the order no longer holds, and announces each new version.
    /// </summary>
    /// <param name="order">Loaded by <see cref="OrderStore.LoadForUpdateAsync"/> in this transaction.</param>
    /// <param name="transition">Gets the order and the time, for example <c>(order, at) => order.Confirm(at)</c>.</param>
    /// <param name="cancellationToken">Cancels waiting for locks.</param>
    public async Task ApplyAsync(Order order, Action<Order, DateTimeOffset> transition, CancellationToken cancellationToken)
    {
        var version = order.Version;
        var heldStock = order.HoldsStock;
        transition(order, time.GetUtcNow().InMicroseconds());
        if (heldStock && !order.HoldsStock)
            await stock.GiveBackAsync(order, cancellationToken);
        await AnnounceAsync(order, version, cancellationToken);
    }

    private async Task AnnounceAsync(Order order, int sinceVersion, CancellationToken cancellationToken)
    {
        foreach (var change in order.History.Where(entry => entry.Version > sinceVersion))
        {
            var announcement = new OrderEvent(
                $"Order{change.Status}", order.Id, order.CustomerId, change.Version, change.Status, order.Total, change.At, order.Reason);
            await events.AnnounceAsync(announcement, cancellationToken);
        }
    }
}
