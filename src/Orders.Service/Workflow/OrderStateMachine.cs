using MassTransit;
using Microsoft.Extensions.Options;
using Orders.Contracts;
using Orders.Service.Domain;
using Orders.Service.Payments;
using Orders.Service.Workflow.Activities;

namespace Orders.Service.Workflow;

/// <summary>
/// Leads an order from Submitted to one of its ends. Messages may arrive twice, late or in another order than they were sent, so each
/// event has an answer in each state. What happens is decided by the order's row under its lock; the state here follows it.
/// </summary>
internal sealed class OrderStateMachine : MassTransitStateMachine<OrderState>
{
    public OrderStateMachine(IOptions<PaymentOptions> payments)
    {
        InstanceState(state => state.CurrentState);
        Event(() => OrderSubmitted, it => it.CorrelateById(context => context.Message.OrderId));
        Event(() => StockReserved, it => it.CorrelateById(context => context.Message.OrderId));
        Event(() => StockUnavailable, it => it.CorrelateById(context => context.Message.OrderId));
        Event(() => OrderCancelled, it => it.CorrelateById(context => context.Message.OrderId));
        Event(() => PaymentCaptured, it => Existing(it, message => message.OrderId));
        Event(() => PaymentDeclined, it => Existing(it, message => message.OrderId));
        Schedule(() => PaymentTimeout, state => state.PaymentTimeoutToken, schedule =>
        {
            schedule.Delay = payments.Value.Timeout;
            schedule.Received = it => Existing(it, message => message.OrderId);
        });

        // Whatever comes first may start the workflow: OrderCancelled overtaking OrderSubmitted ends it before it began.
        Initially(
            When(OrderSubmitted).ReserveStock().TransitionTo(Submitted));

        During([Initial, Submitted],
            When(StockReserved)
                .Activity(step => step.OfType<AskForPayment>())
                .If(
                    context => context.Saga.OrderStatus is OrderStatus.PaymentPending,
                    // Without an ordering key: the messages behind it would wait for it.
                    pending => pending.Schedule(PaymentTimeout, context => new PaymentTimedOut(context.Saga.CorrelationId)))
                .FollowOrder(this),
            When(StockUnavailable).Activity(step => step.OfType<AcceptRejection>()).FollowOrder(this));

        During([Initial, Submitted, PaymentPending],
            When(OrderCancelled).Activity(step => step.OfType<CancelWithdrawn>()).Unschedule(PaymentTimeout).FollowOrder(this));

        During(Submitted,
            Ignore(OrderSubmitted),
            // Nothing was asked of the provider yet, so the order still goes its way.
            Ignore(PaymentDeclined),
            Ignore(PaymentTimeout.Received));

        During(PaymentPending,
            When(PaymentDeclined).Activity(step => step.OfType<CancelDeclined>()).Unschedule(PaymentTimeout).FollowOrder(this),
            When(PaymentTimeout.Received).Activity(step => step.OfType<CancelUnpaid>()).FollowOrder(this),
            Ignore(OrderSubmitted),
            Ignore(StockReserved),
            Ignore(StockUnavailable));

        // Captured money is never lost, however late it comes: the order is confirmed, or the money goes back.
        During(PaymentPending,
            When(PaymentCaptured).Activity(step => step.OfType<SettleCapture>()).Unschedule(PaymentTimeout).FollowOrder(this));
        During([Submitted, Rejected, Cancelled],
            When(PaymentCaptured).Activity(step => step.OfType<SettleCapture>()));

        // A closed order never opens again, so a closed workflow has nothing left to do, and one order has one payment.
        During(Confirmed, Ignore(PaymentCaptured));
        During([Confirmed, Rejected, Cancelled],
            Ignore(OrderSubmitted),
            Ignore(StockReserved),
            Ignore(StockUnavailable),
            Ignore(OrderCancelled),
            Ignore(PaymentDeclined),
            Ignore(PaymentTimeout.Received));
    }

    /// <summary>Waits for the stock.</summary>
    public State Submitted { get; private set; } = null!;

    /// <summary>Waits for the payment, or for its time-out.</summary>
    public State PaymentPending { get; private set; } = null!;

    /// <summary>An end: paid.</summary>
    public State Confirmed { get; private set; } = null!;

    /// <summary>An end: no stock.</summary>
    public State Rejected { get; private set; } = null!;

    /// <summary>An end: declined, timed out or withdrawn.</summary>
    public State Cancelled { get; private set; } = null!;

    public Event<OrderSubmitted> OrderSubmitted { get; private set; } = null!;

    public Event<StockReserved> StockReserved { get; private set; } = null!;

    public Event<StockUnavailable> StockUnavailable { get; private set; } = null!;

    public Event<OrderCancelled> OrderCancelled { get; private set; } = null!;

    public Event<PaymentCaptured> PaymentCaptured { get; private set; } = null!;

    public Event<PaymentDeclined> PaymentDeclined { get; private set; } = null!;

    public Schedule<OrderState, PaymentTimedOut> PaymentTimeout { get; private set; } = null!;

    // The payment was requested by a workflow that committed: without one, the message is wrong and a person should see it.
    private static void Existing<T>(IEventCorrelationConfigurator<OrderState, T> correlation, Func<T, Guid> orderId)
        where T : class =>
        correlation
            .CorrelateById(context => orderId(context.Message))
            .OnMissingInstance(missing => missing.Execute(context => throw new OrderNotFoundException(orderId(context.Message))));
}
