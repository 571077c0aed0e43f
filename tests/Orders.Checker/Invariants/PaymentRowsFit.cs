using Orders.Checker.Recorded;

namespace Orders.Checker.Invariants;

/// <summary>The provider's table: one capture of the total for a confirmed order, none left with any other.</summary>
internal sealed class PaymentRowsFit : IInvariant
{
    public string Name => "payment rows: one capture per confirmed order, none for others";

    public bool HealsWithTime => true;

    public bool CanLook(Snapshot seen) => seen is { Payments: not null, Orders: not null };

    public IEnumerable<Violation> Violations(Snapshot seen) =>
        Captures.Compare(seen.Orders!, seen.Payments!.Select(payment => new Captures.Movement(payment.OrderId, payment.Amount, payment.Status switch
        {
            "Captured" => (1, 0),
            "Refunded" => (1, 1),
            _ => (0, 0),
        })));
}
