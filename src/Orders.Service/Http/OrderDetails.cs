using System.Text.Json.Serialization;
using Orders.Contracts;
using Orders.Service.Domain;

namespace Orders.Service.Http;

/// <summary>One order with its lines and every change it went through.</summary>
internal sealed record OrderDetails(
    Guid OrderId,
    string CustomerId,
    OrderStatus Status,
    int Version,
    decimal Total,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? BlockedBy,
    IReadOnlyList<OrderLine> Lines,
    IReadOnlyList<OrderHistoryItem> History)
{
    public static OrderDetails Of(Order order, Guid? blockedBy) => new(
        order.Id,
        order.CustomerId,
        order.Status,
        order.Version,
        order.Total,
        order.Reason,
        blockedBy,
        order.Lines,
        [.. order.History.OrderBy(entry => entry.Version).Select(entry => new OrderHistoryItem(entry.Version, entry.Status, entry.At))]);
}
