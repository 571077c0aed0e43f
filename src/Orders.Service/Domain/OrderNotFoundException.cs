using Messaging.Failures;

namespace Orders.Service.Domain;

/// <summary>A message or request names an order that was never stored: orders are committed before anything speaks of them.</summary>
public sealed class OrderNotFoundException(Guid orderId) : PermanentFailureException($"There is no order {orderId}.")
{
    public Guid OrderId { get; } = orderId;
}
