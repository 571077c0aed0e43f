using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>Counts its events, so that a lost update shows.</summary>
public sealed class CounterStateMachine : MassTransitStateMachine<CounterState>
{
    public CounterStateMachine()
    {
        InstanceState(state => state.CurrentState);
        Event(() => Counted, e => e.CorrelateById(context => context.Message.Id));
        Initially(When(Counted).Then(context => context.Saga.Count++).TransitionTo(Counting));
        During(Counting, When(Counted).Then(context => context.Saga.Count++));
    }

    public State Counting { get; private set; } = null!;

    public Event<Counted> Counted { get; private set; } = null!;
}
