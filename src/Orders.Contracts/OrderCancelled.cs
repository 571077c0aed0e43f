namespace Orders.Contracts;

/// <summary>The customer withdrew the order; its stock is already back. A payment that arrives later is refunded.</summary>
public sealed record OrderCancelled(Guid OrderId, string Reason);
