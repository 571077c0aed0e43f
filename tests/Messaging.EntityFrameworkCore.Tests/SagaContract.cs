using MassTransit;
using Messaging.EntityFrameworkCore.Tests.DeadLetters;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>What sagas promise beyond counting: found by a query, woken by a timer, and safe from whoever writes past their lock.</summary>
public abstract class SagaContract : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private SampleHost _host = null!;

    protected abstract Task<Action<DbContextOptionsBuilder>> DatabaseAsync();

    public async ValueTask InitializeAsync() => _host = await SampleHost.StartAsync(await DatabaseAsync(), extras: new SampleExtras
    {
        Bus = bus => bus.AddSagaStateMachine<ReminderStateMachine, Reminder>().TransactionalRepository<Reminder, SampleContext>(),
    });

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_event_finds_every_instance_that_its_query_matches_and_no_other()
    {
        await AskAsync("milk", Never);
        await AskAsync("milk", Never);
        await AskAsync("bread", Never);

        await PublishAsync(new NameSeen("milk", Wait: false));

        await UntilAsync(reminders => reminders.Count(reminder => reminder is { Name: "milk", Seen: 1 }) == 2);
        (await _host.QueryAsync(context => context.Reminders.SingleAsync(reminder => reminder.Name == "bread"))).Seen.ShouldBe(0);
    }

    [Fact]
    public async Task Concurrent_events_found_by_query_lose_no_update()
    {
        await AskAsync("milk", Never);

        await Parallel.ForEachAsync(Enumerable.Range(0, 20), async (_, _) => await PublishAsync(new NameSeen("milk", Wait: false)));

        await UntilAsync(reminders => reminders.Single().Seen == 20);
    }

    [Fact]
    public async Task A_timer_of_a_saga_comes_when_it_is_due()
    {
        await AskAsync("tea", TimeSpan.FromSeconds(1));

        await UntilAsync(reminders => reminders.Single().CurrentState == "Reminded");
    }

    [Fact]
    public async Task A_timer_that_a_saga_calls_off_is_gone_from_the_outbox_in_the_same_transaction()
    {
        await AskAsync("tea", Never);
        // What has been sent lies there for a moment more.
        await Eventually.BecomesTrueAsync(async () => await _host.OutboxCountAsync() == 1, Patience, "only the timer was left");

        await PublishAsync(new NameCalledOff("tea"));

        await UntilAsync(reminders => reminders.Single().CurrentState == "Off");
        await Eventually.BecomesTrueAsync(async () => await _host.OutboxCountAsync() == 0, Patience, "the timer was gone");
    }

    [Fact]
    public async Task An_event_that_fails_leaves_its_saga_as_it_was_and_publishes_and_schedules_nothing()
    {
        await AskAsync("milk", Never);
        await Eventually.BecomesTrueAsync(async () => await _host.OutboxCountAsync() == 1, Patience, "only the first timer was left");

        await PublishAsync(new NamePraised("milk", Fails: true));
        await Eventually.BecomesTrueAsync(() => _host.Calls.Count("praised, and failed") > 0, Patience, "the saga had failed");
        await Eventually.BecomesTrueAsync(async () => await _host.OutboxCountAsync() == 1, Patience, "only the first timer was left");
        (await _host.QueryAsync(context => context.Reminders.AsNoTracking().SingleAsync())).ShouldSatisfyAllConditions(
            reminder => reminder.Seen.ShouldBe(0), reminder => reminder.CurrentState.ShouldBe("Waiting"));
        await PublishAsync(new NamePraised("milk", Fails: false));

        await UntilAsync(reminders => reminders.Single() is { Seen: 1, CurrentState: "Reminded" });
        await Eventually.BecomesTrueAsync(() => !_host.Received.Texts.IsEmpty, Patience, "it was told");
        _host.Received.Texts.ShouldBe(["milk for the 1."]);
        _host.Calls.Count("praised, and kept").ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_read_an_instance_without_its_lock_and_saves_it_late_is_refused_by_its_version()
    {
        await AskAsync("milk", Never);
        await _host.InScopeAsync(async (_, context) =>
        {
            var stale = await context.Reminders.SingleAsync();
            await PublishAsync(new NameSeen("milk", Wait: false));
            await UntilAsync(reminders => reminders.Single().Seen == 1);

            stale.Seen = 1_000;
            await Should.ThrowAsync<DbUpdateConcurrencyException>(() => context.SaveChangesAsync());
        });

        (await _host.QueryAsync(context => context.Reminders.AsNoTracking().SingleAsync())).Seen.ShouldBe(1);
    }

    protected async Task AskAsync(string name, TimeSpan delay)
    {
        var id = NewId.NextGuid();
        await PublishAsync(new RemindMe(id, name, delay));
        await UntilAsync(reminders => reminders.Any(reminder => reminder.CorrelationId == id));
    }

    protected Task PublishAsync<T>(T message)
        where T : class =>
        _host.InScopeAsync(async (services, context) =>
        {
            await services.GetRequiredService<IPublishEndpoint>().Publish(message);
            await context.SaveChangesAsync();
        });

    protected Task UntilAsync(Func<IReadOnlyList<Reminder>, bool> condition) => Eventually.BecomesTrueAsync(
        async () => condition(await _host.QueryAsync(context => context.Reminders.AsNoTracking().ToListAsync())), Patience, "the sagas were so far");

    protected SampleHost Host => _host;
}
