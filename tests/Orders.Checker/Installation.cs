using Orders.Checker.Readers;
using Orders.Checker.Recorded;

namespace Orders.Checker;

/// <summary>A running installation, as far as its addresses were given.</summary>
public sealed class Installation(CheckerOptions options) : IDisposable
{
    private readonly HttpReader? _http = options.Url is null ? null : new HttpReader(options.Url, options.HttpLimit);
    private readonly PostgresReader? _postgres = options.Postgres is null ? null : new PostgresReader(options.Postgres);
    private readonly RabbitMqReader? _rabbitMq = options.RabbitMq is null ? null : new RabbitMqReader(options.RabbitMq);
    private readonly KafkaReader? _kafka = options.Kafka is null ? null : new KafkaReader(options.Kafka);

    /// <summary>
    /// Reads everything. The topics come last: what they say of an order that the database already knows must be there, whereas
    /// an event that is newer than the database's answer only looks wrong until the next reading.
    /// </summary>
    public async Task<Snapshot> ReadAsync(CancellationToken cancellationToken)
    {
        var seen = new Snapshot
        {
            Accepted = options.Accepted,
            AcceptedIsAll = options.AcceptedIsAll,
            SeededStock = options.SeededStock,
            ExpectedDeadLetters = options.ExpectedDeadLetters,
            NotLookedAt = NotLookedAt(),
        };
        if (_http is not null)
        {
            var (answers, leftOut) = await _http.ReadAsync(options.Accepted, cancellationToken);
            seen = seen with { Answers = answers, AnswersLeftOut = leftOut };
        }

        if (_postgres is not null)
            seen = await _postgres.ReadAsync(seen, cancellationToken);
        if (_rabbitMq is not null)
        {
            seen = seen with
            {
                Backlogs = [.. seen.Backlogs, .. await _rabbitMq.ReadBacklogsAsync(cancellationToken)],
                DeadLetters = [.. seen.DeadLetters, .. await _rabbitMq.ReadDeadLettersAsync(cancellationToken)],
            };
        }

        if (_kafka is null)
            return seen;
        return seen with
        {
            Backlogs = [.. seen.Backlogs, .. await _kafka.ReadBacklogsAsync(cancellationToken)],
            DeadLetters = [.. seen.DeadLetters, .. await _kafka.ReadDeadLettersAsync(cancellationToken)],
            Topics = await _kafka.ReadAsync(cancellationToken),
        };
    }

    /// <summary>What has still to happen before it makes sense to judge.</summary>
    public async Task<IReadOnlyList<Count>> ReadPendingAsync(CancellationToken cancellationToken)
    {
        var pending = new List<Count>();
        if (_postgres is not null)
            pending.AddRange(await _postgres.ReadPendingAsync(cancellationToken));
        else if (_http is not null)
            pending.AddRange(await _http.ReadPendingAsync(cancellationToken));
        if (_rabbitMq is not null)
            pending.AddRange(await _rabbitMq.ReadBacklogsAsync(cancellationToken));
        if (_kafka is not null)
            pending.AddRange(await _kafka.ReadBacklogsAsync(cancellationToken));
        return [.. pending.Where(count => count.Number != 0)];
    }

    public void Dispose() => _http?.Dispose();

    private List<string> NotLookedAt()
    {
        (object? Given, string Words)[] sources =
        [
            (_http, "HTTP's answers (--url)"),
            (_postgres, "rows, stock, payment rows, outbox, parked messages, dead letters in the database (--postgres)"),
            (_rabbitMq, "RabbitMQ's queues (--rabbitmq)"),
            (_kafka, "Kafka's topics and lag (--kafka)"),
            (options.Accepted.Count > 0 ? options : null, "whether every accepted order is there (--accepted)"),
        ];
        return [.. from source in sources where source.Given is null select source.Words];
    }
}
