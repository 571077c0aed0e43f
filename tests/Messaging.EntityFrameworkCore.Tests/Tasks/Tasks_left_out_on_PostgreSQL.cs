using Messaging.Tasks;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Tasks;

public sealed class Tasks_left_out_on_PostgreSQL(PostgresTaskHost fixture) : TaskLeftOutContract(fixture), IClassFixture<PostgresTaskHost>
{
    protected override string Table => "messaging.task";

    protected override string Inbox => "messaging.inbox_message";

    [Fact]
    public async Task A_task_whose_worker_has_died_is_revoked_at_once()
    {
        var id = await Host.EnqueueAsync("left", new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
        await SqlAsync($"update {Table} set state = 'Started', attempts = 1 where id = '{id:D}'");

        (await Host.Tasks.RevokeAsync(id, "nobody is at it", Token)).ShouldBe(TaskRevocation.Revoked);

        (await Host.Tasks.FindAsync(id, Token))!.State.ShouldBe(TaskState.Revoked);
        (await Host.ScheduledAsync()).ShouldBe(0);
    }

    // Tasks that end sooner say so themselves, and are not written twice.
    [Fact]
    public async Task A_task_that_runs_for_a_while_is_shown_as_started()
    {
        var go = new TaskCompletionSource();
        Host.Script.Parts["long"] = _ => go.Task.WaitAsync(WorkScript.LongestWait);
        var id = await Host.EnqueueAsync("long");

        var started = await Host.UntilAsync(id, TaskState.Started);
        started.Attempts.ShouldBe(1);
        started.Worker.ShouldNotBeNullOrEmpty();
        started.StartedAt.ShouldNotBeNull();
        go.SetResult();

        var done = await Host.UntilAsync(id, TaskState.Succeeded);
        (done.Attempts, done.StartedAt).ShouldBe((1, started.StartedAt));
    }

    [Fact]
    public async Task A_second_copy_waits_for_the_one_that_runs_and_is_left_out()
    {
        var (running, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        Host.Script.Parts["twice"] = async _ =>
        {
            running.TrySetResult();
            await go.Task.WaitAsync(WorkScript.LongestWait);
        };
        var id = await Host.EnqueueAsync("twice");
        await running.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        var copy = DeliverAsync("twice", id);
        await Eventually.BecomesTrueAsync(async () => await WaitersAsync() == 1, TimeSpan.FromSeconds(30), "the copy waited", Token);

        go.SetResult();

        await copy;
        (await Host.UntilAsync(id, TaskState.Succeeded)).Attempts.ShouldBe(1);
        Host.Script.Count("twice").ShouldBe(1);
    }

    private async Task<int> WaitersAsync()
    {
        const string Waiting = "select count(*)::int as \"Value\" from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        var waiters = 0;
        await Host.InScopeAsync(async (_, context) => waiters = (await context.Database.SqlQueryRaw<int>(Waiting).ToListAsync(Token)).Single());
        return waiters;
    }
}
