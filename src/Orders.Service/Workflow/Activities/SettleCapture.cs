using MassTransit;
using Messaging.Tasks;
using Orders.Contracts;
using Orders.Service.Exchanges;
using Orders.Service.Persistence;

namespace Orders.Service.Workflow.Activities;

/// <summary>After its payment was captured: confirms the order, or has the money given back when it can't be confirmed any more.</summary>
internal sealed class SettleCapture(OrderStore orders, OrderChanges changes, ITaskQueue tasks, TimeProvider time) : OrderActivity<PaymentCaptured>
{
    protected override async Task RunAsync(BehaviorContext<OrderState, PaymentCaptured> context)
    {
        var order = await orders.LoadForUpdateAsync(context.Message.OrderId, context.CancellationToken);
        if (order.Status is OrderStatus.PaymentPending)
        {
            await changes.ApplyAsync(order, (it, at) => it.Confirm(at), context.CancellationToken);
            var email = new SendEmail(order.CustomerId, $"Order {order.Id} is confirmed", $"We received your payment of {order.Total:0.00}.");
            await tasks.EnqueueAsync(email, cancellationToken: context.CancellationToken);
        }
        else if (order.Status is not OrderStatus.Confirmed)
        {
            var refund = new RefundPayment(order.Id, $"The order is {order.Status}.");
            await context.SendInOrderAsync(Queues.RequestPayment, order.Id, refund, context.CancellationToken);
            var alert = new OrderAlert(order.Id, Severities.Error, $"{order.Total:0.00} were captured although the order is {order.Status}; they are being refunded.", time.GetUtcNow());
            await context.PublishAlertAsync(alert, context.CancellationToken);
        }

        context.Saga.OrderStatus = order.Status;
    }
}
