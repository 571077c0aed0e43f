using Orders.Contracts;

namespace Orders.Service.Domain;

/// <summary>One change of an order.</summary>
public sealed record OrderHistoryEntry(Guid OrderId, int Version, OrderStatus Status, DateTimeOffset At);
