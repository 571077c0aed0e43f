namespace Orders.Checker.Invariants;

/// <summary>The provider's topic, each message counted once: captures less refunds = 1 per confirmed order, 0 for others.</summary>
internal sealed class PaymentEventsFit : IInvariant
{
    public string Name => "payments.events: captures less refunds = 1 per confirmed order, 0 for others";

    public bool HealsWithTime => true;

    public bool CanLook(Snapshot seen) => seen is { Topics: not null, Orders: not null };

    public IEnumerable<Violation> Violations(Snapshot seen) =>
        Captures.Compare(seen.Orders!, Duplicates.Removed(seen.Topics!.PaymentEvents).Select(payment => new Captures.Movement(payment.OrderId, payment.Amount, payment.Type switch
        {
            "PaymentCaptured" => (1, 0),
            "PaymentRefunded" => (0, 1),
            _ => (0, 0),
        })));
}
