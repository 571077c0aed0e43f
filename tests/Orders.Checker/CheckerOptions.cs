namespace Orders.Checker;

/// <summary>What to look at, and what is expected to be there.</summary>
public sealed record CheckerOptions
{
    public Uri? Url { get; init; }

    public string? Postgres { get; init; }

    public string? RabbitMq { get; init; }

    public string? Kafka { get; init; }

    public IReadOnlyCollection<Guid> Accepted { get; init; } = [];

    public bool AcceptedIsAll { get; init; }

    public IReadOnlyDictionary<string, long> SeededStock { get; init; } = SeedStock.Default;

    public long ExpectedDeadLetters { get; init; }

    public TimeSpan Wait { get; init; }

    /// <summary>How many orders are asked for one by one over HTTP. Default: 10,000.</summary>
    public int HttpLimit { get; init; } = 10_000;

    public bool Json { get; init; }
}
