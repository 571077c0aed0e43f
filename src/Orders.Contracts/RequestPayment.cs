namespace Orders.Contracts;

/// <summary>Command to the queue <c>request-payment</c>: charge the order's total, once, however often it arrives.</summary>
public sealed record RequestPayment(Guid OrderId, decimal Amount);
