namespace Orders.Acceptance.Support;

/// <summary>What <c>GET /orders/{id}</c> answers.</summary>
public sealed record OrderView(Guid OrderId, string CustomerId, string Status, int Version, decimal Total, string? Reason, Guid? BlockedBy, IReadOnlyList<OrderView.Line> Lines, IReadOnlyList<OrderView.Change> History)
{
    public bool HasEnded => Status is "Confirmed" or "Rejected" or "Cancelled";

    public sealed record Line(string Sku, int Quantity, decimal UnitPrice);

    public sealed record Change(int Version, string Status, DateTimeOffset At);
}
