using Messaging.EntityFrameworkCore.Tests.Tasks;
using Messaging.Schedules;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Tests.Schedules;

/// <summary>What is wrong with a schedule ends the start, all of it named at once.</summary>
public sealed class ScheduleBadInputTests
{
    public static TheoryData<string> Mistakes => [.. Table.Keys];

    private static readonly Dictionary<string, (Action<ScheduleOptions> Make, string Message)> Table = new(StringComparer.Ordinal)
    {
        ["never"] = (options => options.Settings["s"] = new ScheduleSettings { Cron = "0 0 30 2 *", Task = "Work" }, "Schedules:s can never fire"),
        ["no task"] = (options => options.Settings["s"] = new ScheduleSettings { Cron = "0 0 * * *" }, "Schedules:s enqueues nothing"),
        ["unknown task"] = (options => options.Settings["s"] = new ScheduleSettings { Cron = "0 0 * * *", Task = "Wrok" }, "enqueues 'Wrok', which is no task (declared tasks: Work)"),
        ["no JSON"] = (options => options.Settings["s"] = new ScheduleSettings { Cron = "0 0 * * *", Task = "Work", Arguments = "{" }, "Schedules:s:Arguments is no JSON"),
        ["twice in code"] = (options => Daily(Daily(options)), "There are two schedules named daily"),
        ["in code and configuration"] = (options => Daily(options).Settings["daily"] = new ScheduleSettings { Task = "Work" }, "two schedules named daily: one in code"),
        ["neither"] = (options => options.Settings["s"] = new ScheduleSettings { Task = "Work" }, "Schedules:s: it needs either Cron or Interval"),
    };

    [Theory, MemberData(nameof(Mistakes))]
    public async Task A_mistake_ends_the_start(string mistake)
    {
        var (make, message) = Table[mistake];

        var exception = await Should.ThrowAsync<OptionsValidationException>(async () =>
        {
            await using var host = await TaskHost.StartAsync(TaskDatabase.Sqlite(), services: services => services.AddTransactionalSchedules<SampleContext>(make));
        });

        exception.Failures.ShouldContain(failure => failure.Contains(message, StringComparison.Ordinal));
    }

    private static ScheduleOptions Daily(ScheduleOptions options) => options.Add("daily", new ScheduleSettings { Cron = "0 0 * * *" }, at => new Work($"{at}"));
}
