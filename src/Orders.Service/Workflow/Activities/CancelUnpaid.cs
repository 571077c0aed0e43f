using Orders.Contracts;
using Orders.Service.Persistence;

namespace Orders.Service.Workflow.Activities;

/// <summary>Cancels the order whose payment did not come in time.</summary>
internal sealed class CancelUnpaid(OrderStore orders, OrderChanges changes) : CancelOpenOrder<PaymentTimedOut>(orders, changes)
{
    protected override string ReasonOf(PaymentTimedOut message) => "The payment did not arrive in time.";
}
