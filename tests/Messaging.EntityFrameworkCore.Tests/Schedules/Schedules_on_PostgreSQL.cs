using Messaging.EntityFrameworkCore.Tests.Tasks;
using Messaging.Schedules;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.Schedules;

public sealed class Schedules_on_PostgreSQL : SchedulesContract
{
    protected override Task<Action<DbContextOptionsBuilder>> DatabaseAsync() => TaskDatabase.PostgresAsync();

    [Fact]
    public async Task What_nobody_was_there_for_fires_once_or_is_left_out_as_declared()
    {
        const string Yearly = "0 0 1 1 *";
        await using var database = await SampleDatabase.CreateAsync();
        await using var host = await TaskHost.StartAsync(options => options.UseNpgsql(database.Direct), services: services => services.AddTransactionalSchedules<SampleContext>(schedules =>
        {
            schedules.PollInterval = TimeSpan.FromMilliseconds(50);
            schedules.Add("once", new ScheduleSettings { Cron = Yearly, Missed = MissedOccurrences.RunOnce }, _ => new Work("once"));
            schedules.Add("left out", new ScheduleSettings { Cron = Yearly, Missed = MissedOccurrences.Skip }, _ => new Work("left out"));
        }));
        await Until("select count(*) = 2 from messaging.schedule", "the schedules were declared");

        await database.AskAsync<object>("update messaging.schedule set next_at = next_at - interval '3 years'");

        await Until("select count(*) = 0 from messaging.schedule where next_at <= messaging.clock()", "nothing was due any more");
        // Not by its occurrence: so old a one is cleaned up as soon as it has fired.
        (await database.AskAsync<long>("select count(*) from messaging.task")).ShouldBe(1);
        await Eventually.BecomesTrueAsync(() => host.Script.Count("once") == 1, TimeSpan.FromSeconds(60), "it ran", TestContext.Current.CancellationToken);

        Task Until(string question, string what) =>
            Eventually.BecomesTrueAsync(async () => await database.AskAsync<bool>(question), TimeSpan.FromSeconds(60), what, TestContext.Current.CancellationToken);
    }
}
