using MassTransit;
using Orders.Contracts;
using Orders.Service.Persistence;

namespace Orders.Service.Workflow.Activities;

/// <summary>After its stock was reserved: asks for the order's payment, unless it was cancelled meanwhile.</summary>
internal sealed class AskForPayment(OrderStore orders, OrderChanges changes) : OrderActivity<StockReserved>
{
    protected override async Task RunAsync(BehaviorContext<OrderState, StockReserved> context)
    {
        var order = await orders.LoadForUpdateAsync(context.Message.OrderId, context.CancellationToken);
        if (order.IsOpen)
        {
            await changes.ApplyAsync(order, (it, at) => it.RequestPayment(at), context.CancellationToken);
            await context.SendInOrderAsync(
                Queues.RequestPayment, order.Id, new RequestPayment(order.Id, order.Total), context.CancellationToken);
        }

        context.Saga.OrderStatus = order.Status;
    }
}
