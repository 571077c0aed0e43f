namespace Orders.Contracts;

/// <summary>Command to the queue <c>reserve-stock</c>: hold the stock of every line of the order, or of none.</summary>
public sealed record ReserveStock(Guid OrderId);
