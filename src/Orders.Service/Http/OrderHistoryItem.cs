using Orders.Contracts;

namespace Orders.Service.Http;

/// <summary>One entry of an order's history.</summary>
internal sealed record OrderHistoryItem(int Version, OrderStatus Status, DateTimeOffset At);
