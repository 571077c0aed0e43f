namespace Orders.Checker.Recorded;

/// <summary>One entry of an order's history.</summary>
public sealed record RecordedChange(int Version, string Status);
