namespace Orders.Contracts;

/// <summary>Command to the queue <c>request-payment</c>: give back what was captured for an order that is not going to be delivered.</summary>
public sealed record RefundPayment(Guid OrderId, string Reason);
