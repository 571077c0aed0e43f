namespace Orders.Contracts;

/// <summary>The provider has charged the order's total.</summary>
public sealed record PaymentCaptured(Guid OrderId, Guid PaymentId, decimal Amount);
