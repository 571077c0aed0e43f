using Messaging.Tasks;

namespace Messaging.EntityFrameworkCore.Tests.Tasks;

public sealed class Task_ends_on_PostgreSQL(PostgresTaskHost fixture) : TaskEndsContract(fixture), IClassFixture<PostgresTaskHost>
{
    // On SQLite the running task is the one writer, and revoking waits for its end.
    [Fact]
    public async Task A_task_that_is_revoked_while_it_runs_does_not_come_again()
    {
        var (running, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        Host.Script.Parts["running"] = async _ =>
        {
            running.TrySetResult();
            await go.Task.WaitAsync(WorkScript.LongestWait);
            throw new TimeoutException("failed after all");
        };
        var id = await Host.EnqueueAsync("running");
        await running.Task.WaitAsync(Patience, Token);

        (await Host.Tasks.RevokeAsync(id, "too long", Token)).ShouldBe(TaskRevocation.Requested);
        (await Host.Tasks.FindAsync(id, Token))!.State.ShouldBe(TaskState.Started);
        go.SetResult();

        (await Host.UntilAsync(id, TaskState.Revoked)).Attempts.ShouldBe(1);
        Host.Script.Count("running").ShouldBe(1);
        // Not even as a message that the next worker would leave out.
        Host.Log.Lines.ShouldNotContain(line => line.Id == 2392 && line.Text.Contains(id.ToString(), StringComparison.Ordinal));
    }
}
