using MassTransit;
using Messaging.DeadLetters.Administration;
using Orders.Contracts;
using Orders.Service.Domain;
using Orders.Service.Persistence;
using Orders.Service.Workflow;

namespace Orders.Service.Operations.DeadLetters;

/// <summary>
/// An order whose message was discarded would wait for ever: it is cancelled, its stock goes back, and so does what may have been captured.
/// </summary>
internal sealed class CancelDiscardedOrder(OrderStore orders, OrderChanges changes, ISendEndpointProvider bus) : IDeadLetterObserver
{
    private const string Reason = "An operator has given up what the order waited for.";

    public async Task DiscardedAsync(StoredDeadLetter letter, CancellationToken cancellationToken)
    {
        if (!OrderBlocks.Blocks(letter) || !Guid.TryParse(letter.Letter.OrderingKey, out var orderId))
            return;
        Order order;
        try
        {
            order = await orders.LoadForUpdateAsync(orderId, cancellationToken);
        }
        catch (OrderNotFoundException)
        {
            // A message about no order of ours: that may be why it was dead.
            return;
        }

        if (!order.IsOpen)
            return;
        var mayBePaid = order.Status is OrderStatus.PaymentPending;
        await changes.CancelAsync(orderId, Reason, cancellationToken);
        // Where nothing was captured it does nothing.
        if (mayBePaid)
            await bus.SendInOrderAsync(Queues.RequestPayment, orderId, new RefundPayment(orderId, Reason), cancellationToken);
    }
}
