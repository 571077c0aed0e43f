using MassTransit;
using Orders.Service.Persistence;

namespace Orders.Service.Workflow.Activities;

/// <summary>Cancels the order and gives its stock back, unless it is closed already.</summary>
internal abstract class CancelOpenOrder<TMessage>(OrderStore orders, OrderChanges changes) : OrderActivity<TMessage>
    where TMessage : class
{
    protected override async Task RunAsync(BehaviorContext<OrderState, TMessage> context)
    {
        var order = await orders.LoadForUpdateAsync(context.Saga.CorrelationId, context.CancellationToken);
        if (order.IsOpen)
            await changes.ApplyAsync(order, (it, at) => it.Cancel(ReasonOf(context.Message), at), context.CancellationToken);
        context.Saga.OrderStatus = order.Status;
    }

    /// <summary>What the customer reads as the reason.</summary>
    protected abstract string ReasonOf(TMessage message);
}
