namespace Orders.Contracts;

/// <summary>
/// A change of an order, on the Kafka topic <c>orders.events</c>, keyed by the order's id. Versions of one order are 1, 2, 3... without gap.
/// </summary>
/// <param name="Type">What happened: <c>Order</c> followed by the status, for example <c>OrderConfirmed</c>.</param>
/// <param name="OrderId">The order.</param>
/// <param name="CustomerId">Whose order it is.</param>
/// <param name="Version">The number of this change, from 1.</param>
/// <param name="Status">The status after the change.</param>
/// <param name="Total">The order's total.</param>
/// <param name="At">When it changed, UTC.</param>
/// <param name="Reason">Why it was rejected or cancelled.</param>
public sealed record OrderEvent(
    string Type, Guid OrderId, string CustomerId, int Version, OrderStatus Status, decimal Total, DateTimeOffset At, string? Reason = null);
