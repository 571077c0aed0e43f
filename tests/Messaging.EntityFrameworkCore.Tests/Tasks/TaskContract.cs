using MassTransit;
using Messaging.Failures;
using Messaging.Tasks;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.Tasks;

/// <summary>What tasks promise, whatever the database.</summary>
public abstract class TaskContract(TaskHostFixture fixture)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private TaskHost Host => fixture.Host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_runs_after_the_commit_and_keeps_its_state_and_result()
    {
        Host.Script.Parts["one"] = context =>
        {
            context.SetTaskResult(new { Sent = 3 });
            return Task.CompletedTask;
        };
        var id = Guid.Empty;
        await Host.InScopeAsync(async (tasks, context) =>
        {
            id = await tasks.EnqueueAsync(new Work("one"));
            (await Host.Tasks.FindAsync(id, Token)).ShouldBeNull();
            await context.SaveChangesAsync();
        });

        var task = await UntilAsync(id, TaskState.Succeeded);
        task.ShouldSatisfyAllConditions(
            () => task.Task.ShouldBe("Work"),
            () => task.Queue.ShouldBe("work"),
            () => task.Attempts.ShouldBe(1),
            () => task.Result.ShouldBe("""{"sent":3}"""),
            () => task.Error.ShouldBeNull(),
            () => task.Worker.ShouldNotBeNullOrEmpty(),
            () => task.StartedAt!.Value.ShouldBeGreaterThanOrEqualTo(task.EnqueuedAt),
            () => task.FinishedAt!.Value.ShouldBeGreaterThanOrEqualTo(task.StartedAt!.Value));
        (await Host.NotesAsync("one")).ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_of_a_task_remains_when_the_transaction_rolls_back()
    {
        var id = Guid.Empty;
        await Host.InScopeAsync(async (tasks, context) =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            id = await tasks.EnqueueAsync(new Work("rolled back"));
            await transaction.RollbackAsync();
        });
        var after = await Host.EnqueueAsync("after");

        await UntilAsync(after, TaskState.Succeeded);
        (await Host.Tasks.FindAsync(id, Token)).ShouldBeNull();
        Host.Script.Count("rolled back").ShouldBe(0);
    }

    [Fact]
    public async Task A_delayed_task_waits_for_its_time()
    {
        var id = await Host.EnqueueAsync("later", new EnqueueOptions { Delay = TimeSpan.FromSeconds(1) });

        var waiting = await Host.Tasks.FindAsync(id, Token);
        waiting!.State.ShouldBe(TaskState.Scheduled);
        (waiting.DueAt - waiting.EnqueuedAt).ShouldBe(TimeSpan.FromSeconds(1));
        (await UntilAsync(id, TaskState.Succeeded)).StartedAt!.Value.ShouldBeGreaterThanOrEqualTo(waiting.DueAt);
    }

    [Fact]
    public async Task A_time_in_the_past_means_at_once()
    {
        var id = await Host.EnqueueAsync("past", new EnqueueOptions { At = TimeProvider.System.GetUtcNow().AddDays(-1) });

        await UntilAsync(id, TaskState.Succeeded);
    }

    [Fact]
    public async Task A_task_that_fails_comes_again_and_takes_effect_once()
    {
        Host.Script.Parts["flaky"] = context => context.GetTaskAttempt() < 3 ? throw new TimeoutException("not yet") : Task.CompletedTask;

        var id = await Host.EnqueueAsync("flaky");

        (await UntilAsync(id, TaskState.Succeeded)).Attempts.ShouldBe(3);
        Host.Script.Runs.Where(run => run.Name == "flaky").Select(run => run.Attempt).ShouldBe([1, 2, 3]);
        (await Host.NotesAsync("flaky")).ShouldBe(1);
    }

    [Fact]
    public async Task A_task_whose_retries_are_used_up_has_failed()
    {
        Host.Script.Parts["bad"] = _ => throw new TimeoutException("never");

        var id = await Host.EnqueueAsync("bad");

        var task = await UntilAsync(id, TaskState.Failed);
        task.Attempts.ShouldBe(4);
        task.Error.ShouldBe("System.TimeoutException: never");
        task.FinishedAt.ShouldNotBeNull();
        (await Host.NotesAsync("bad")).ShouldBe(0);
        Host.Log.Lines.ShouldContain(line => line.Id == 2393 && line.Text.Contains(id.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_permanent_failure_is_not_tried_again()
    {
        Host.Script.Parts["invalid"] = _ => throw new PermanentFailureException("invalid");

        var id = await Host.EnqueueAsync("invalid");

        (await UntilAsync(id, TaskState.Failed)).Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task An_effect_that_can_not_be_committed_is_a_failure()
    {
        var taken = Guid.NewGuid();
        await Host.InScopeAsync(async (_, context) =>
        {
            context.Notes.Add(new Note { Id = taken, Text = "taken" });
            await context.SaveChangesAsync();
        });
        Host.Script.Parts["too late"] = context =>
        {
            // Found by the database at the commit, after the consumer has returned.
            context.GetPayload<IServiceScope>().ServiceProvider.GetRequiredService<SampleContext>().Notes.Add(new Note { Id = taken, Text = "again" });
            return Task.CompletedTask;
        };

        var id = await Host.EnqueueAsync("too late");

        await UntilAsync(id, TaskState.Failed);
    }

    [Fact]
    public async Task A_task_can_choose_when_it_is_tried_again()
    {
        Host.Script.Parts["asks"] = context => context.GetTaskAttempt() == 1 ? throw context.RetryTask(TimeSpan.FromSeconds(1)) : Task.CompletedTask;

        var id = await Host.EnqueueAsync("asks");

        var retrying = await UntilAsync(id, TaskState.Retrying);
        var done = await UntilAsync(id, TaskState.Succeeded);
        (retrying.DueAt - retrying.StartedAt!.Value).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        done.StartedAt!.Value.ShouldBeGreaterThanOrEqualTo(retrying.DueAt);
    }

    [Fact]
    public async Task A_redelivered_message_has_no_effect_again()
    {
        var id = await Host.EnqueueAsync("once");
        await UntilAsync(id, TaskState.Succeeded);

        await SendAsync("once", id);
        await SendAsync("after", NewId.NextGuid());

        await Until(() => Host.Script.Count("after") == 1);
        Host.Script.Count("once").ShouldBe(1);
        (await Host.Tasks.FindAsync(id, Token))!.State.ShouldBe(TaskState.Succeeded);
    }

    [Fact]
    public async Task A_message_that_nobody_enqueued_is_a_task_too()
    {
        var id = NewId.NextGuid();
        Host.Script.Parts["foreign"] = context => context.GetTaskAttempt() == 1 ? throw new TimeoutException("not yet") : Task.CompletedTask;

        await SendAsync("foreign", id);

        (await UntilAsync(id, TaskState.Succeeded)).Attempts.ShouldBe(2);
    }

    [Fact]
    public async Task A_task_is_enqueued_by_its_name_as_other_languages_do()
    {
        using var arguments = System.Text.Json.JsonDocument.Parse("""{"NAME":"by name","more":1}""");
        var id = Guid.Empty;
        await Host.InScopeAsync(async (tasks, context) =>
        {
            id = await tasks.EnqueueAsync("work", arguments.RootElement);
            await context.SaveChangesAsync();
        });

        await UntilAsync(id, TaskState.Succeeded);
        Host.Script.Count("by name").ShouldBe(1);
    }

    [Fact]
    public async Task A_task_is_forgotten_7_days_after_its_end_and_one_that_has_not_ended_never()
    {
        var (old, recent) = (await Host.EnqueueAsync("old"), await Host.EnqueueAsync("recent"));
        var waiting = await Host.EnqueueAsync("waiting", new EnqueueOptions { Delay = TimeSpan.FromDays(30) });
        await UntilAsync(old, TaskState.Succeeded);
        await UntilAsync(recent, TaskState.Succeeded);
        await Host.AgeAsync(old, TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));
        await Host.AgeAsync(recent, TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        await Host.AgeAsync(waiting, TimeSpan.FromDays(8));

        await using var scope = Host.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<ITaskCleanUp>().DeleteEndedAsync(Token)).ShouldBe(1);

        (await Host.Tasks.FindAsync(old, Token)).ShouldBeNull();
        (await Host.Tasks.FindAsync(recent, Token)).ShouldNotBeNull();
        (await Host.Tasks.FindAsync(waiting, Token)).ShouldNotBeNull();
    }

    private Task<TaskInfo> UntilAsync(Guid id, TaskState state) => Host.UntilAsync(id, state);

    private static Task Until(Func<bool> condition) => Eventually.BecomesTrueAsync(condition, Patience, "it came about", Token);

    private async Task SendAsync(string name, Guid id)
    {
        var endpoint = await Host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri("queue:work"));
        await endpoint.Send(new Work(name), context => context.MessageId = id, Token);
    }
}
