using Orders.Contracts;
using Orders.Service.Persistence;

namespace Orders.Service.Workflow.Activities;

/// <summary>Cancels the order whose payment was declined.</summary>
internal sealed class CancelDeclined(OrderStore orders, OrderChanges changes) : CancelOpenOrder<PaymentDeclined>(orders, changes)
{
    protected override string ReasonOf(PaymentDeclined message) => $"Payment declined: {message.Reason}";
}
