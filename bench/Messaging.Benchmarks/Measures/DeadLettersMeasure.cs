using System.Diagnostics;
using Messaging.Benchmarks.Harness;
using Messaging.DeadLetters.Administration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Messaging.Benchmarks.Measures;

/// <summary>Milliseconds of a page of the list of dead letters at 100,000 of them, for each filter; limit: the same at 1,000.</summary>
internal sealed class DeadLettersMeasure : IMeasure
{
    private const int Few = 1_000;
    private const int Many = 100_000;
    private const int PageSize = 51;
    private const int TimesARound = 20;

    // Every fifth of a source, type and failure of its own, as a real mixture has it, over ten days. The oldest are of kinds that nothing else is: a query
    // that looks for them by time passes over everything.
    private const string Fill =
        """
        insert into messaging.dead_letter (id, state, state_changed_at, source_system, source, source_identity, message_type, exception_type, exception_message,
            first_failed_at, last_failed_at, body)
        select gen_random_uuid(), case when rare then 'Done' else (array['Open', 'Replayed', 'Discarded', 'Open', 'Open'])[1 + n % 5] end, now(),
            case when rare then 'redis' else (array['rabbitmq', 'kafka', 'outbox', 'kafka', 'rabbitmq'])[1 + n % 5] end,
            'source-' || kind, n::text, 'urn:message:type-' || kind, 'System.Exception' || kind, 'as asked', at, at, repeat('x', 500)::bytea
        from generate_series(1, $1) n
            cross join lateral (select n > $1 - 60 as rare) r
            cross join lateral (select now() - make_interval(secs => 864000.0 * n / $1) as at, case when rare then 'rare' else (n % 5)::text end as kind) t
        """;

    private static readonly (string Name, DeadLetterFilter Filter)[] Filters =
    [
        ("none", new DeadLetterFilter()),
        ("state", new DeadLetterFilter { State = DeadLetterState.Open }),
        ("sourceSystem", new DeadLetterFilter { SourceSystem = "kafka" }),
        ("source", new DeadLetterFilter { Source = "source-1" }),
        ("type", new DeadLetterFilter { MessageType = "urn:message:type-2" }),
        ("exception", new DeadLetterFilter { ExceptionType = "System.Exception3" }),
        ("time", new DeadLetterFilter { From = TimeProvider.System.GetUtcNow().AddDays(-5), To = TimeProvider.System.GetUtcNow().AddDays(-4) }),
        ("rare-state", new DeadLetterFilter { State = DeadLetterState.Done }),
        ("rare-system", new DeadLetterFilter { SourceSystem = "redis" }),
        ("rare-source", new DeadLetterFilter { Source = "source-rare" }),
        ("rare-type", new DeadLetterFilter { MessageType = "urn:message:type-rare" }),
        ("rare-exception", new DeadLetterFilter { ExceptionType = "System.Exceptionrare" }),
        ("all", new DeadLetterFilter { State = DeadLetterState.Open, SourceSystem = "rabbitmq", Source = "source-0", MessageType = "urn:message:type-0", ExceptionType = "System.Exception0" }),
    ];

    public string Name => "dead-letters";

    public async Task<IReadOnlyList<Result>> RunAsync(BenchServers servers, Scale scale, CancellationToken cancellationToken)
    {
        await using var few = await Bench.StartAsync(servers, cancellationToken);
        await using var many = await Bench.StartAsync(servers, cancellationToken);
        await FillAsync(few, Few, cancellationToken);
        await FillAsync(many, Many, cancellationToken);
        var results = new List<Result>();
        foreach (var (name, filter) in Filters)
        {
            await ListAsync(few, filter, cancellationToken);
            await ListAsync(many, filter, cancellationToken);
            results.Add(await Turns.TakeAsync(
                $"{Name}-{name}", "ms", scale.Rounds, () => RoundAsync(servers, many, filter, cancellationToken), () => RoundAsync(servers, few, filter, cancellationToken)));
        }

        return results;
    }

    private static async Task<Round> RoundAsync(BenchServers servers, Bench bench, DeadLetterFilter filter, CancellationToken cancellationToken)
    {
        var before = servers.Spent();
        var times = new List<double>();
        for (var i = 0; i < TimesARound; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await ListAsync(bench, filter, cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return new Round(Median.Of(times), (servers.Spent() - before).Per(TimesARound), Tally.Right);
    }

    private static async Task ListAsync(Bench bench, DeadLetterFilter filter, CancellationToken cancellationToken)
    {
        await using var scope = bench.Host.Services.CreateAsyncScope();
        var found = await scope.ServiceProvider.GetRequiredService<IDeadLetterAdministration>().ListAsync(filter, null, PageSize, cancellationToken);
        if (found.Count == 0)
            throw new InvalidOperationException("A filter that finds nothing measures nothing.");
    }

    private static async Task FillAsync(Bench bench, int count, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(bench.Host.Database);
        await connection.OpenAsync(cancellationToken);
        await using var fill = new NpgsqlCommand(Fill, connection) { Parameters = { new NpgsqlParameter { Value = count } } };
        await fill.ExecuteNonQueryAsync(cancellationToken);
        await using var analyze = new NpgsqlCommand("analyze messaging.dead_letter", connection);
        await analyze.ExecuteNonQueryAsync(cancellationToken);
    }
}
