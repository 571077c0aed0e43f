namespace Orders.Contracts;

/// <summary>One line of an order.</summary>
/// <param name="Sku">What is ordered, 1-64 characters.</param>
/// <param name="Quantity">How many, 1-10,000.</param>
/// <param name="UnitPrice">The price of one, 0-1,000,000, at most 2 decimals.</param>
public sealed record OrderLine(string Sku, int Quantity, decimal UnitPrice);
