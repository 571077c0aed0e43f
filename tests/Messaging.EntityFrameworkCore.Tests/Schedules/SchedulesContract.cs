using Messaging.EntityFrameworkCore.Tests.Tasks;
using Messaging.Schedules;
using Messaging.Tasks;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.Schedules;

/// <summary>What schedules promise, whatever the database.</summary>
public abstract class SchedulesContract
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract Task<Action<DbContextOptionsBuilder>> DatabaseAsync();

    [Fact]
    public async Task A_schedule_fires_pauses_resumes_and_runs_when_asked()
    {
        await using var host = await TaskHost.StartAsync(await DatabaseAsync(), services: services => services.AddTransactionalSchedules<SampleContext>(schedules =>
        {
            schedules.PollInterval = TimeSpan.FromMilliseconds(50);
            schedules.Add("often", new ScheduleSettings { Interval = TimeSpan.FromSeconds(1) }, at => new Work($"often {at.ToUnixTimeMilliseconds()}"));
            schedules.Settings["configured"] = new ScheduleSettings { Cron = "0 0 1 1 *", Task = "work", Arguments = """{"name":"configured"}""" };
        }));
        var schedules = host.Services.GetRequiredService<IScheduleStore>();
        await Until(() => Often(host).Count >= 2);

        (await schedules.PauseAsync("OFTEN", Token)).ShouldBeTrue();
        var paused = (await schedules.ListAsync(Token)).Single(schedule => schedule.Name == "often");
        paused.Paused.ShouldBeTrue();
        paused.NextAt.ShouldBeNull();
        (await host.UntilAsync(paused.LastTaskId!.Value, TaskState.Succeeded)).Task.ShouldBe("Work");

        var task = await schedules.RunAsync("configured", Token);
        await host.UntilAsync(task!.Value, TaskState.Succeeded);
        host.Script.Count("configured").ShouldBe(1);
        (await schedules.ListAsync(Token)).Single(schedule => schedule.Name == "often").LastPlannedAt.ShouldBe(paused.LastPlannedAt);

        var before = Often(host).Count;
        (await schedules.ResumeAsync("often", Token)).ShouldBeTrue();
        await Until(() => Often(host).Count > before);

        (await schedules.PauseAsync("nothing", Token)).ShouldBeFalse();
        (await schedules.ResumeAsync("nothing", Token)).ShouldBeFalse();
        (await schedules.RunAsync("nothing", Token)).ShouldBeNull();
        Often(host).Distinct().Count().ShouldBe(Often(host).Count);
        Often(host).ShouldAllBe(time => time % 1000 == 0);
    }

    private static List<long> Often(TaskHost host) =>
        [.. host.Script.Runs.Where(run => run.Name.StartsWith("often ", StringComparison.Ordinal)).Select(run => long.Parse(run.Name[6..], System.Globalization.CultureInfo.InvariantCulture))];

    private static Task Until(Func<bool> condition) => Eventually.BecomesTrueAsync(condition, Patience, "the schedule fired", Token);
}
