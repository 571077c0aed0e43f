namespace Orders.Contracts;

/// <summary>The provider refuses to charge the order.</summary>
public sealed record PaymentDeclined(Guid OrderId, Guid PaymentId, string Reason);
