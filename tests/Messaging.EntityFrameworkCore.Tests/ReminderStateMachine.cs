using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>Waits for a timer that its own outbox keeps, unless somebody calls it off by name.</summary>
public sealed class ReminderStateMachine : MassTransitStateMachine<Reminder>
{
    public ReminderStateMachine(Calls calls)
    {
        InstanceState(reminder => reminder.CurrentState);
        Event(() => Asked, e => e.CorrelateById(context => context.Message.Id));
        Event(() => Seen, e => e.CorrelateBy((reminder, context) => reminder.Name == context.Message.Name));
        Event(() => CalledOff, e => e.CorrelateBy((reminder, context) => reminder.Name == context.Message.Name));
        Event(() => Praised, e => e.CorrelateBy((reminder, context) => reminder.Name == context.Message.Name));
        Schedule(() => Timer, reminder => reminder.Timer, schedule => schedule.Received = e => e.CorrelateById(context => context.Message.Id));
        Initially(When(Asked)
            .Then(context => context.Saga.Name = context.Message.Name)
            .Schedule(Timer, context => new TimeIsUp(context.Saga.CorrelationId), context => context.Message.Delay)
            .TransitionTo(Waiting));
        During(Waiting,
            When(Seen).ThenAsync(async context =>
            {
                context.Saga.Seen++;
                calls.Add($"seen {context.Saga.Name}");
                if (calls.Count($"seen {context.Saga.Name}") == 1 && context.Message.Wait)
                    await calls.Gate.Task.WaitAsync(context.CancellationToken);
            }),
            When(Praised)
                .Then(context => context.Saga.Seen++)
                .Publish(context => new NoteTaken($"{context.Saga.Name} for the {context.Saga.Seen}."))
                .Schedule(Timer, context => new TimeIsUp(context.Saga.CorrelationId), _ => TimeSpan.Zero)
                .Then(context =>
                {
                    calls.Add($"praised, {(context.Message.Fails ? "and failed" : "and kept")}");
                    if (context.Message.Fails)
                        throw new Messaging.Failures.PermanentFailureException("as asked");
                }),
            When(CalledOff).Unschedule(Timer).TransitionTo(Off),
            When(Timer.Received).TransitionTo(Reminded));
        DuringAny(Ignore(Asked));
        During(Off, Ignore(Timer.Received), Ignore(Seen), Ignore(CalledOff), Ignore(Praised));
        During(Reminded, Ignore(Seen), Ignore(CalledOff), Ignore(Timer.Received), Ignore(Praised));
    }

    public State Waiting { get; private set; } = null!;

    public State Reminded { get; private set; } = null!;

    public State Off { get; private set; } = null!;

    public Event<RemindMe> Asked { get; private set; } = null!;

    public Event<NameSeen> Seen { get; private set; } = null!;

    public Event<NameCalledOff> CalledOff { get; private set; } = null!;

    public Event<NamePraised> Praised { get; private set; } = null!;

    public Schedule<Reminder, TimeIsUp> Timer { get; private set; } = null!;
}
