using Orders.Contracts;

namespace Orders.Service.Http;

/// <summary>The answer to a new order and to a cancellation: which order, and where it stands.</summary>
internal sealed record OrderAccepted(Guid OrderId, OrderStatus Status);
