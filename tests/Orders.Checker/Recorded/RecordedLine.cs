namespace Orders.Checker.Recorded;

/// <summary>How much of what an order holds.</summary>
public sealed record RecordedLine(string Sku, int Quantity);
