namespace Orders.Contracts;

/// <summary>The order was rejected, because a SKU is unknown or has too little stock.</summary>
public sealed record StockUnavailable(Guid OrderId, string Reason);
