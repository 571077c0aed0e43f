namespace Orders.Service.Domain;

/// <summary>What the simulated provider did about one order: one row per order, so that a repeated request can't charge twice.</summary>
public sealed class Payment(Guid orderId, Guid id, decimal amount, PaymentStatus status, DateTimeOffset at)
{
    public Guid OrderId { get; private init; } = orderId;

    public Guid Id { get; private init; } = id;

    public decimal Amount { get; private init; } = amount;

    public PaymentStatus Status { get; private set; } = status;

    public DateTimeOffset At { get; private set; } = at;

    /// <summary>Gives back what was captured.</summary>
    /// <returns>Whether there was something to give back; a second refund does nothing.</returns>
    public bool Refund(DateTimeOffset at)
    {
        if (Status is not PaymentStatus.Captured)
            return false;
        Status = PaymentStatus.Refunded;
        At = at;
        return true;
    }
}
