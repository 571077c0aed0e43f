namespace Orders.Checker.Recorded;

/// <summary>One row of the payment provider's table.</summary>
public sealed record RecordedPayment(Guid OrderId, decimal Amount, string Status);
