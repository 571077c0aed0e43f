using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests.Standalone;

/// <summary>Has an order booked when it is placed, by a command to the ledger, and delivers it when it is booked.</summary>
public sealed class DeliveryStateMachine : MassTransitStateMachine<Delivery>
{
    public DeliveryStateMachine()
    {
        InstanceState(delivery => delivery.CurrentState);
        Event(() => Placed, placed => placed.CorrelateById(context => context.Message.Id));
        Event(() => Booked, booked => booked.CorrelateById(context => context.Message.Id));
        Initially(When(Placed)
            .Send(new Uri("queue:ledger-book-amount"), context => new BookAmount(context.Message.Id, context.Message.Amount))
            .TransitionTo(Waiting));
        During(Waiting, When(Booked).TransitionTo(Delivered));
        During(Delivered, Ignore(Booked));
    }

    public State Waiting { get; private set; } = null!;

    public State Delivered { get; private set; } = null!;

    public Event<OrderPlaced> Placed { get; private set; } = null!;

    public Event<AmountBooked> Booked { get; private set; } = null!;
}
