using MassTransit;
using Orders.Contracts;
using Orders.Service.Domain;
using Orders.Service.Persistence;

namespace Orders.Service.Workflow.Activities;

/// <summary>After its stock was found lacking: the order is closed already, or the message is wrong.</summary>
internal sealed class AcceptRejection(OrderStore orders) : OrderActivity<StockUnavailable>
{
    protected override async Task RunAsync(BehaviorContext<OrderState, StockUnavailable> context)
    {
        var order = await orders.LoadForUpdateAsync(context.Message.OrderId, context.CancellationToken);

        // Closing the workflow of an open order would leave it open for ever.
        if (order.IsOpen)
            throw new IllegalTransitionException(order.Id, order.Status, OrderStatus.Rejected);
        context.Saga.OrderStatus = order.Status;
    }
}
