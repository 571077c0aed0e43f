using Messaging.Tasks;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Tasks;

/// <summary>Tasks that end otherwise than by success or failure, keys, and what is forgotten.</summary>
public abstract class TaskEndsContract(TaskHostFixture fixture)
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected TaskHost Host => fixture.Host;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_revoked_task_never_runs_and_its_message_leaves_the_outbox()
    {
        var id = await Host.EnqueueAsync("revoked", new EnqueueOptions { Delay = TimeSpan.FromHours(1) });

        (await Host.Tasks.RevokeAsync(id, "no longer wanted", Token)).ShouldBe(TaskRevocation.Revoked);

        var task = await Host.Tasks.FindAsync(id, Token);
        task!.State.ShouldBe(TaskState.Revoked);
        task.Error.ShouldBe("Revoked: no longer wanted");
        (await Host.ScheduledAsync()).ShouldBe(0);
        (await Host.Tasks.RevokeAsync(id, "twice", Token)).ShouldBe(TaskRevocation.AlreadyEnded);
        (await Host.Tasks.RevokeAsync(Guid.NewGuid(), "nobody", Token)).ShouldBe(TaskRevocation.Unknown);
    }

    [Fact]
    public async Task A_task_that_is_revoked_between_two_attempts_does_not_come_again()
    {
        Host.Script.Parts["between"] = context => throw context.RetryTask(TimeSpan.FromHours(1));
        var id = await Host.EnqueueAsync("between");
        await Host.UntilAsync(id, TaskState.Retrying);

        (await Host.Tasks.RevokeAsync(id, "enough", Token)).ShouldBe(TaskRevocation.Revoked);

        (await Host.ScheduledAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_task_that_expired_before_a_worker_took_it_does_not_run()
    {
        var id = await Host.EnqueueAsync("expired", new EnqueueOptions { Expires = TimeSpan.FromMicroseconds(1) });

        (await Host.UntilAsync(id, TaskState.Revoked)).Error.ShouldBe("Expired before a worker took it.");
        Host.Script.Count("expired").ShouldBe(0);
    }

    [Fact]
    public async Task A_task_over_its_soft_time_limit_is_told_by_its_token_and_has_failed()
    {
        Host.Script.Parts["slow"] = context =>
            context.GetTaskAttempt() == 1 ? Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken) : throw context.RetryTask(TimeSpan.FromHours(1));

        var id = await Host.EnqueueAsync("slow");

        await Eventually.BecomesTrueAsync(() => Host.Script.Count("slow") == 2, Patience, "the second attempt came", Token);
        await Eventually.BecomesTrueAsync(
            async () => await Host.Tasks.FindAsync(id, Token) is { State: TaskState.Retrying, Attempts: 2 }, Patience, "the second attempt had failed too", Token);
        Host.Log.Lines.ShouldContain(line => line.Id == 2392 && line.Text.Contains("ran longer than its soft time limit of 00:00:02", StringComparison.Ordinal));
        await Host.Tasks.RevokeAsync(id, "seen", Token);
    }

    [Fact]
    public async Task A_result_that_is_too_large_is_refused_where_it_is_made()
    {
        Host.Script.Parts["large"] = context =>
        {
            context.SetTaskResult(new string('x', 20_000));
            return Task.CompletedTask;
        };

        var id = await Host.EnqueueAsync("large");

        (await Host.UntilAsync(id, TaskState.Failed)).Error!.ShouldContain("raise Tasks:MaxResultBytes");
    }

    [Fact]
    public async Task Of_a_key_only_one_waits_or_runs()
    {
        var (first, second, other, after) = (Guid.Empty, Guid.Empty, Guid.Empty, Guid.Empty);
        var later = new EnqueueOptions { Key = "a", Delay = TimeSpan.FromHours(1) };
        await InTransactionAsync(async tasks =>
        {
            first = await tasks.EnqueueAsync(new Work("keyed"), later);
            other = await tasks.EnqueueAsync(new Work("keyed"), later with { Key = "b" });
        });
        await InTransactionAsync(async tasks => second = await tasks.EnqueueAsync(new Work("keyed"), later));
        await Host.Tasks.RevokeAsync(first, "done with it", Token);
        await InTransactionAsync(async tasks => after = await tasks.EnqueueAsync(new Work("keyed"), later));

        second.ShouldBe(first);
        other.ShouldNotBe(first);
        after.ShouldNotBe(first);
        await Host.Tasks.RevokeAsync(other, "", Token);
        await Host.Tasks.RevokeAsync(after, "", Token);
    }

    [Fact]
    public async Task Two_who_enqueue_one_key_at_once_get_one_task()
    {
        var options = new EnqueueOptions { Key = "race", Delay = TimeSpan.FromHours(1) };
        var ids = new Guid[8];
        await Task.WhenAll(Enumerable.Range(0, ids.Length).Select(i => InTransactionAsync(async tasks => ids[i] = await tasks.EnqueueAsync(new Work("race"), options))));

        ids.Distinct().Count().ShouldBe(1);
        await Host.Tasks.RevokeAsync(ids[0], "", Token);
    }

    [Fact]
    public async Task Tasks_are_listed_newest_first_by_state_and_page()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++)
            ids.Add(await Host.EnqueueAsync($"listed {i}"));
        foreach (var id in ids)
            await Host.UntilAsync(id, TaskState.Succeeded);

        var page = await Host.Tasks.ListAsync(new TaskSearch(TaskState.Succeeded, "work", "Work", Limit: 2), Token);
        var next = await Host.Tasks.ListAsync(new TaskSearch(TaskState.Succeeded, After: page[1].Id, Limit: 1), Token);

        page.Select(task => task.Id).ShouldBe([ids[2], ids[1]]);
        next.Select(task => task.Id).ShouldBe([ids[0]]);
        (await Host.Tasks.ListAsync(new TaskSearch(Queue: "nobody"), Token)).ShouldBeEmpty();
    }

    private Task InTransactionAsync(Func<ITaskQueue, Task> work) =>
        Host.InScopeAsync(async (tasks, context) =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync(Token);
            await work(tasks);
            await transaction.CommitAsync(Token);
        });
}
