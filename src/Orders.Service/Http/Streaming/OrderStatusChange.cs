using System.Text.Json.Serialization;
using Orders.Contracts;

namespace Orders.Service.Http.Streaming;

/// <summary>One change of an order: the data of an event.</summary>
internal sealed record OrderStatusChange(Guid OrderId, int Version, OrderStatus Status, DateTimeOffset At)
{
    /// <summary>Nothing comes after it.</summary>
    [JsonIgnore]
    public bool IsLast => Status is OrderStatus.Confirmed or OrderStatus.Rejected or OrderStatus.Cancelled;
}
