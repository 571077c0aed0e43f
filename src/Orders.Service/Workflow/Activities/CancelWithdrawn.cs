using Orders.Contracts;
using Orders.Service.Persistence;

namespace Orders.Service.Workflow.Activities;

/// <summary>
/// Follows the customer's cancellation. The order is cancelled when the message was sent, so this only looks; a message that was sent
/// by hand cancels here, since ending the workflow of an open order would leave it open for ever.
/// </summary>
internal sealed class CancelWithdrawn(OrderStore orders, OrderChanges changes) : CancelOpenOrder<OrderCancelled>(orders, changes)
{
    protected override string ReasonOf(OrderCancelled message) => message.Reason;
}
