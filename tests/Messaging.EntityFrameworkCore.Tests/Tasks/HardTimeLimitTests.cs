using MassTransit;
using Messaging.Tasks;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.Tasks;

/// <summary>Tasks whose code heeds no cancellation token.</summary>
public sealed class HardTimeLimitTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_task_that_heeds_no_token_is_given_up_at_its_hard_time_limit_and_its_first_attempt_has_no_effect(bool blocks)
    {
        using var go = new ManualResetEventSlim();
        var ended = new TaskCompletionSource();
        await using var host = await TaskHost.StartAsync(await TaskDatabase.PostgresAsync(), tasks => tasks.Types["Work"] = Limits());
        host.Script.Parts["stuck"] = async context =>
        {
            if (context.GetTaskAttempt() > 1)
                return;
            if (blocks)
                go.Wait(WorkScript.LongestWait, CancellationToken.None);
            else
                await Task.Run(() => go.Wait(WorkScript.LongestWait, CancellationToken.None), CancellationToken.None);
            ended.SetResult();
        };

        var id = await host.EnqueueAsync("stuck");

        (await host.UntilAsync(id, TaskState.Succeeded)).Attempts.ShouldBe(2);
        host.Log.Lines.ShouldContain(line => line.Id == 2392 && line.Text.Contains("ran longer than its hard time limit of 00:00:05", StringComparison.Ordinal));
        (await host.NotesAsync("stuck")).ShouldBe(1);
        go.Set();
        await ended.Task.WaitAsync(Patience, Token);
        await Eventually.BecomesTrueAsync(
            () => host.Log.Lines.Any(line => line.Id == 2397 && line.Text.Contains(id.ToString(), StringComparison.Ordinal)), Patience, "the first attempt was over", Token);
        (await host.NotesAsync("stuck")).ShouldBe(1);
        (await host.Tasks.FindAsync(id, Token))!.State.ShouldBe(TaskState.Succeeded);
    }

    [Fact]
    public async Task A_task_that_has_committed_when_its_hard_limit_comes_is_done_and_no_failure()
    {
        var commits = new HeldAfterCommit();
        var database = await TaskDatabase.PostgresAsync();
        await using var host = await TaskHost.StartAsync(
            options =>
            {
                database(options);
                options.AddInterceptors(commits);
            },
            tasks => tasks.Types["Work"] = Limits(maxRetries: 0));
        host.Script.Parts["done"] = context =>
        {
            commits.Of = context.GetPayload<IServiceScope>().ServiceProvider.GetRequiredService<SampleContext>();
            return Task.CompletedTask;
        };

        var id = await host.EnqueueAsync("done");

        await Eventually.BecomesTrueAsync(
            () => host.Log.Lines.Any(line => line.Id == 2396 && line.Text.Contains("has ended by itself", StringComparison.Ordinal)), Patience, "the limit was noticed", Token);
        commits.Go.SetResult();
        await host.UntilAsync(id, TaskState.Succeeded);
        var after = await host.EnqueueAsync("after");
        await host.UntilAsync(after, TaskState.Succeeded);
        host.Log.Lines.ShouldNotContain(line => line.Id == 2393);
    }

    [Fact]
    public async Task A_task_that_is_stuck_when_its_session_is_gone_is_given_up_too()
    {
        var (go, stuck) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await TaskHost.StartAsync(await TaskDatabase.PostgresAsync(), tasks => tasks.Types["Work"] = Limits());
        host.Script.Parts["cut off"] = async context =>
        {
            if (context.GetTaskAttempt() > 1)
                return;
            var database = context.GetPayload<IServiceScope>().ServiceProvider.GetRequiredService<SampleContext>().Database;
            await Should.ThrowAsync<Exception>(() => database.ExecuteSqlRawAsync("select pg_terminate_backend(pg_backend_pid())", CancellationToken.None));
            stuck.SetResult();
            await go.Task.WaitAsync(WorkScript.LongestWait, CancellationToken.None);
        };

        var id = await host.EnqueueAsync("cut off");

        await stuck.Task.WaitAsync(Patience, Token);
        (await host.UntilAsync(id, TaskState.Succeeded)).Attempts.ShouldBe(2);
        go.SetResult();
        (await host.NotesAsync("cut off")).ShouldBe(1);
    }

    [Fact]
    public async Task On_SQLite_nobody_can_end_a_task_and_its_log_says_so()
    {
        var go = new TaskCompletionSource();
        await using var host = await TaskHost.StartAsync(TaskDatabase.Sqlite(), tasks => tasks.Types["Work"] = Limits());
        host.Script.Parts["stuck"] = _ => go.Task.WaitAsync(WorkScript.LongestWait, CancellationToken.None);

        var id = await host.EnqueueAsync("stuck");

        await Eventually.BecomesTrueAsync(
            () => host.Log.Lines.Any(line => line.Id == 2396 && line.Text.Contains(id.ToString(), StringComparison.Ordinal)), Patience, "the limit was noticed", Token);
        go.SetResult();
        // Over its soft limit the first attempt has failed, whenever it ends.
        (await host.UntilAsync(id, TaskState.Succeeded)).Attempts.ShouldBe(2);
        (await host.NotesAsync("stuck")).ShouldBe(1);
    }

    [Fact]
    public async Task A_hard_limit_that_is_not_longer_than_the_soft_one_stops_the_start()
    {
        var exception = await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => TaskHost.StartAsync(TaskDatabase.Sqlite(), tasks =>
        {
            tasks.HardTimeLimit = TimeSpan.FromMinutes(4);
            tasks.Types["Work"] = new TaskSettings { SoftTimeLimit = TimeSpan.FromMinutes(5) };
        }));

        exception.Failures.ShouldBe([
            "Tasks:HardTimeLimit (00:04:00) is not longer than Tasks:SoftTimeLimit (00:04:00). Raise it, or lower that.",
            "Tasks:Types:Work: the HardTimeLimit (00:04:00) is not longer than the SoftTimeLimit (00:05:00). Raise it, or lower that."]);
    }

    // Long enough for a commit of code that is still cold: what is over its soft limit by then would fail for that.
    private static TaskSettings Limits(int? maxRetries = null) =>
        new() { MaxRetries = maxRetries, SoftTimeLimit = TimeSpan.FromSeconds(4), HardTimeLimit = TimeSpan.FromSeconds(5) };
}
