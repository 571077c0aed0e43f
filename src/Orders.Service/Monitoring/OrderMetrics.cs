namespace Orders.Service.Monitoring;

/// <summary>The instruments of orders. Those of messaging come with its libraries; docs/telemetry.md has them all.</summary>
internal static class OrderMetrics
{
    /// <summary>The name of the meter that has all of them.</summary>
    public const string MeterName = "Orders.Service";

    /// <summary>Orders, <c>{order}</c>: that this process has brought to their end, by <see cref="StatusTag"/>; counted when it is committed.</summary>
    public const string Ended = "orders.ended";

    /// <summary>How it ended: <c>Confirmed</c>, <c>Rejected</c> or <c>Cancelled</c>.</summary>
    public const string StatusTag = "order.status";
}
