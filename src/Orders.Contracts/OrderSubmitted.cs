namespace Orders.Contracts;

/// <summary>An order was accepted and stored. Starts the workflow.</summary>
public sealed record OrderSubmitted(Guid OrderId, string CustomerId, decimal Total);
