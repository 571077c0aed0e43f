using Orders.Contracts;

namespace Orders.Service.Domain;

/// <summary>An order was asked to become what it can't become from where it stands. Trying again does not help.</summary>
public sealed class IllegalTransitionException(Guid orderId, OrderStatus from, OrderStatus to)
    : InvalidOperationException($"Order {orderId} is {from} and can't become {to}.")
{
    public Guid OrderId { get; } = orderId;

    public OrderStatus From { get; } = from;

    public OrderStatus To { get; } = to;
}
