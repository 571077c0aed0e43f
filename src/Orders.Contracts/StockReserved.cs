namespace Orders.Contracts;

/// <summary>The stock of every line of the order is held.</summary>
public sealed record StockReserved(Guid OrderId);
