using System.Globalization;
using Messaging.Testing;
using Npgsql;
using Orders.Acceptance.Fixtures;
using Orders.Acceptance.Support;

namespace Orders.Acceptance;

/// <summary>
/// Three workers of the queue that the schedules fill, and three that only schedule, through a night in which the clocks change: the time passes
/// in the database alone, a quarter of an hour a step, while processes are killed with -9 and started again.
/// </summary>
public sealed class When_days_pass_and_workers_are_killed : IAsyncLifetime
{
    private const int OfEachKind = 3;
    private const string Occurrences = "select schedule || ' ' || to_char(planned_at at time zone 'utc', 'YYYY-MM-DD HH24:MI') from messaging.schedule_occurrence where schedule in ('night', 'hourly', 'half')";
    private const string Unfinished = "messaging.schedule_occurrence o left join messaging.task t on t.id = o.task_id where o.schedule in ('night', 'hourly', 'half') and t.state is distinct from 'Succeeded'";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);
    private static readonly int Steps = LongRun.Of(8, 120);

    private readonly string _emails = Directory.CreateTempSubdirectory("orders-emails-").FullName;
    private string _postgres = "";
    private string _rabbitMq = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>When it begins, and when 02:30 of Berlin is: twice on that Sunday in October, and not at all on that in March.</summary>
    public static TheoryData<string, string[]> Nights
    {
        get
        {
            var nights = new TheoryData<string, string[]> { { "2027-10-30T23:50:00Z", ["2027-10-31T00:30:00Z", "2027-11-01T01:30:00Z"] } };
            if (LongRun.IsOn)
                nights.Add("2027-03-27T23:50:00Z", ["2027-03-28T01:00:00Z", "2027-03-29T00:30:00Z"]);
            return nights;
        }
    }

    public async ValueTask InitializeAsync()
    {
        var postgres = await (await TestServers.GetPostgresAsync(Cancelled)).CreateDatabaseAsync(Cancelled);
        // A shift is seen by new sessions.
        _postgres = new NpgsqlConnectionStringBuilder(postgres) { Pooling = false }.ConnectionString;
        _rabbitMq = await (await TestServers.GetRabbitMqAsync(Cancelled)).CreateVirtualHostAsync(Cancelled);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_emails, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Nights), DisableDiscoveryEnumeration = true)]
    public async Task Each_occurrence_fires_once_and_none_is_missing(string begin, string[] nights)
    {
        var start = Time(begin);
        await ShiftAsync(start);
        await using var workers = new Replicas(Settings("email"), OfEachKind);
        await using var schedulers = new Replicas(Settings("maintenance"), OfEachKind);
        await workers.Processes[0].StartAndWaitAsync(Patience, Cancelled);
        foreach (var process in workers.Processes.Skip(1).Concat(schedulers.Processes))
            process.Start();
        await workers.WaitUntilReadyAsync(Patience, Cancelled);
        await schedulers.WaitUntilReadyAsync(Patience, Cancelled);
        // Occurrences are counted from when the schedules were first declared.
        await UntilAsync("select count(*) = 3 from messaging.schedule where name in ('night', 'hourly', 'half')", "the schedules were declared");

        var end = start;
        for (var step = 1; step <= Steps; step++)
        {
            end = start + (step * Step);
            await ShiftAsync(end);
            // Whoever is in the middle of it dies there; a worker and a scheduler by turns.
            if (step % 2 == 0)
                await KillAsync((step % 4 == 0 ? schedulers : workers).Processes[step / 4 % OfEachKind]);
            await UntilAsync("select count(*) = 0 from messaging.schedule where next_at <= messaging.clock()", $"nothing was due at {end:O}");
        }

        await UntilAsync($"select count(*) = 0 from {Unfinished}", "every task was done");
        var expected = Expected(start, end, [.. nights.Select(Time)]).Order(StringComparer.Ordinal).ToList();
        (await ListAsync(Occurrences)).Order(StringComparer.Ordinal).ShouldBe(expected);
        Directory.EnumerateFiles(_emails, "*.eml").Count().ShouldBe(expected.Count, "each has a task of its own, and no task has none");
    }

    private ServiceSettings Settings(string queue)
    {
        var settings = new Dictionary<string, string>(ServiceSettings.ShortLadder) { ["Email__Folder"] = _emails };
        foreach (var (name, when, value) in new[] { ("night", "Cron", "30 2 * * *"), ("hourly", "Cron", "0 * * * *"), ("half", "Interval", "00:30:00") })
        {
            settings[$"Schedules__{name}__{when}"] = value;
            settings[$"Schedules__{name}__TimeZone"] = "Europe/Berlin";
            settings[$"Schedules__{name}__Task"] = "SendEmail";
            settings[$"Schedules__{name}__Arguments"] = $$"""{"to":"ada@example.com","subject":"{{name}}","body":"b"}""";
        }

        return new ServiceSettings
        {
            Dll = BuiltService.Dll, LogFolder = BuiltService.NewLogFolder(), Postgres = _postgres, RabbitMq = _rabbitMq, Arguments = ["worker", "--queues", queue], Settings = settings,
        };
    }

    private static async Task KillAsync(ServiceProcess process)
    {
        await process.KillAsync(Cancelled);
        process.Start();
    }

    // Beside the night's, an hour is an hour whatever the clocks show.
    private static IEnumerable<string> Expected(DateTimeOffset start, DateTimeOffset end, DateTimeOffset[] nights)
    {
        foreach (var night in nights.Where(night => night <= end))
            yield return $"night {Text(night)}";
        for (var time = start + TimeSpan.FromMinutes(10); time <= end; time += TimeSpan.FromMinutes(30))
        {
            yield return $"half {Text(time)}";
            if (time.Minute == 0)
                yield return $"hourly {Text(time)}";
        }
    }

    private async Task ShiftAsync(DateTimeOffset to)
    {
        var offset = (long)(to - TimeProvider.System.GetUtcNow()).TotalSeconds;
        await ListAsync(string.Create(
            CultureInfo.InvariantCulture, $"alter database \"{new NpgsqlConnectionStringBuilder(_postgres).Database}\" set messaging.clock_offset = '{offset} seconds'"));
    }

    private Task UntilAsync(string question, string what) =>
        Eventually.BecomesTrueAsync(async () => (await ListAsync(question)) is ["True"], Patience, what, Cancelled);

    private async Task<IReadOnlyList<string>> ListAsync(string question)
    {
        await using var connection = new NpgsqlConnection(_postgres);
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(question, connection);
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        var rows = new List<string>();
        while (await reader.ReadAsync(Cancelled))
            rows.Add(reader.GetValue(0).ToString()!);
        return rows;
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
}
