using MassTransit;
using Orders.Contracts;

namespace Orders.Service.Workflow;

/// <summary>Words in which <see cref="OrderStateMachine"/> is written.</summary>
internal static class OrderStateMachineExtensions
{
    /// <summary>Sends the command to reserve the order's stock.</summary>
    public static EventActivityBinder<OrderState, OrderSubmitted> ReserveStock(this EventActivityBinder<OrderState, OrderSubmitted> binder) =>
        binder.ThenAsync(context => context.SendInOrderAsync(
            Queues.ReserveStock, context.Message.OrderId, new ReserveStock(context.Message.OrderId), context.CancellationToken));

    /// <summary>Moves to the state that belongs to the order's status, as the last activity found or left it.</summary>
    public static EventActivityBinder<OrderState, T> FollowOrder<T>(this EventActivityBinder<OrderState, T> binder, OrderStateMachine machine)
        where T : class =>
        binder.ThenAsync(context => context.TransitionToState(machine.StateOf(context.Saga.OrderStatus)));

    private static State StateOf(this OrderStateMachine machine, OrderStatus status) => status switch
    {
        OrderStatus.PaymentPending => machine.PaymentPending,
        OrderStatus.Confirmed => machine.Confirmed,
        OrderStatus.Rejected => machine.Rejected,
        OrderStatus.Cancelled => machine.Cancelled,
        // Every activity moves an order on from these, or throws.
        _ => throw new InvalidOperationException($"The workflow can't follow an order that is still {status}."),
    };
}
