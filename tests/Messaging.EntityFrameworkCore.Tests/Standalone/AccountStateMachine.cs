using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests.Standalone;

/// <summary>Adds up what was booked.</summary>
public sealed class AccountStateMachine : MassTransitStateMachine<Account>
{
    public AccountStateMachine()
    {
        InstanceState(account => account.CurrentState);
        Event(() => Booked, booked => booked.CorrelateById(context => context.Message.Id));
        Initially(When(Booked).Then(context => context.Saga.Total += context.Message.Amount).TransitionTo(Open));
        During(Open, When(Booked).Then(context => context.Saga.Total += context.Message.Amount));
    }

    public State Open { get; private set; } = null!;

    public Event<AmountBooked> Booked { get; private set; } = null!;
}
