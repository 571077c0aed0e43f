namespace Orders.Acceptance.Support.Crash;

/// <summary>What to do to the service.</summary>
public sealed record CrashSettings
{
    public required int Seed { get; init; }

    public int Orders { get; init; } = 3_000;

    /// <summary>How many replicas are killed in all.</summary>
    public int Kills { get; init; } = 5;

    public int Replicas { get; init; } = 2;

    /// <summary>Orders in a second.</summary>
    public int Rate { get; init; } = 60;

    /// <summary>Whether RabbitMQ, Kafka and PostgreSQL are killed too, once each.</summary>
    public bool KillServers { get; init; } = true;

    /// <summary>How long the service has to finish when the load is over.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>A statement that answers with the number of duplicates the database knows of.</summary>
    public string? DuplicatesSql { get; init; }
}
