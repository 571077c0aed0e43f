using System.Globalization;
using Messaging.EntityFrameworkCore.Tests.Tasks;
using Messaging.Schedules;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Tests.Schedules;

/// <summary>
/// Three replicas, each a scheduler and a worker, through days whose time passes in the database alone, while their sessions are killed.
/// </summary>
public sealed class SimulatedDaysTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // In Berlin 02:30 does not exist on 28 March 2027 and runs at 03:00 summer time; on 31 October it exists twice and runs at the first.
    [Theory]
    [InlineData("2027-03-27T23:50:00Z", "2027-03-28T01:00:00Z", "2027-03-29T00:30:00Z")]
    [InlineData("2027-10-30T23:50:00Z", "2027-10-31T00:30:00Z", "2027-11-01T01:30:00Z")]
    public async Task Each_occurrence_fires_once_across_a_change_of_the_clocks(string begin, string first, string second)
    {
        var hours = LongRun.Of(4, 30);
        await using var database = await SampleDatabase.CreateAsync();
        var start = Time(begin);
        await ShiftAsync(database, start - TimeProvider.System.GetUtcNow());
        var connection = new NpgsqlConnectionStringBuilder(database.Direct) { Pooling = false }.ConnectionString;
        var replicas = new List<TaskHost>();
        try
        {
            for (var i = 0; i < 3; i++)
                replicas.Add(await StartAsync(connection, create: i == 0));
            // Occurrences are counted from when the schedules were first declared.
            await Eventually.BecomesTrueAsync(async () => await database.AskAsync<long>("select count(*) from messaging.schedule") == 3, Patience, "the schedules were declared", Token);

            var end = start;
            for (var minutes = 0; minutes < hours * 60; minutes += (int)Step.TotalMinutes)
            {
                end = start + TimeSpan.FromMinutes(minutes) + Step;
                await ShiftAsync(database, end - TimeProvider.System.GetUtcNow());
                // Whoever is in the middle of it dies there, at a different place each time.
                await database.AskAsync<bool>("select bool_or(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and random() < 0.3");
                await Eventually.BecomesTrueAsync(
                    async () => await database.AskAsync<long>("select count(*) from messaging.schedule where next_at <= messaging.clock()") == 0, Patience, $"nothing was due at {end:O}", Token);
            }

            var expected = Expected(start, end, [Time(first), Time(second)]).Order(StringComparer.Ordinal).ToList();
            // An attempt that was killed has run and left nothing: what counts is the effect.
            await Eventually.BecomesTrueAsync(
                async () => await database.AskAsync<long>("select count(*) from messaging.task where state <> 'Succeeded'") == 0, Patience, "every task was done", Token);
            (await EffectsAsync(database)).ShouldBe(expected);
            (await database.AskAsync<long>("select count(*) from messaging.schedule_occurrence")).ShouldBe(expected.Count);
        }
        finally
        {
            foreach (var replica in replicas)
                await replica.DisposeAsync();
        }
    }

    private static Task<TaskHost> StartAsync(string connection, bool create) =>
        TaskHost.StartAsync(options => options.UseNpgsql(connection), create: create, services: services => services.AddTransactionalSchedules<SampleContext>(schedules =>
        {
            schedules.PollInterval = TimeSpan.FromMilliseconds(20);
            schedules.Add("night", new ScheduleSettings { Cron = "30 2 * * *", TimeZone = "Europe/Berlin" }, at => Named("night", at));
            schedules.Add("hourly", new ScheduleSettings { Cron = "0 * * * *", TimeZone = "Europe/Berlin" }, at => Named("hourly", at));
            schedules.Add("half", new ScheduleSettings { Interval = TimeSpan.FromMinutes(30) }, at => Named("half", at));
        }));

    // Beside the night's, an hour is an hour whatever the clocks show.
    private static IEnumerable<string> Expected(DateTimeOffset start, DateTimeOffset end, DateTimeOffset[] nights)
    {
        foreach (var night in nights.Where(night => night <= end))
            yield return Named("night", night).Name;
        for (var time = new DateTimeOffset(start.Year, start.Month, start.Day, 0, 0, 0, TimeSpan.Zero); time <= end; time += TimeSpan.FromMinutes(30))
        {
            if (time <= start)
                continue;
            yield return Named("half", time).Name;
            if (time.Minute == 0)
                yield return Named("hourly", time).Name;
        }
    }

    private static async Task<IEnumerable<string>> EffectsAsync(SampleDatabase database) =>
        (await database.AskAsync<string>("""select string_agg("Text", '|') from "Notes" """) ?? "").Split('|').Order(StringComparer.Ordinal);

    private static Work Named(string schedule, DateTimeOffset at) => new($"{schedule} {at.UtcDateTime.ToString("s", CultureInfo.InvariantCulture)}");

    // New sessions take it; there is no pool that would keep old ones.
    private static async Task ShiftAsync(SampleDatabase database, TimeSpan offset)
    {
        var name = new NpgsqlConnectionStringBuilder(database.Direct).Database;
        await database.AskAsync<object>(string.Create(CultureInfo.InvariantCulture, $"alter database \"{name}\" set messaging.clock_offset = '{(long)offset.TotalSeconds} seconds'"));
        NpgsqlConnection.ClearPool(new NpgsqlConnection(database.Direct));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
