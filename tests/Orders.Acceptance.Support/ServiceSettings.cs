namespace Orders.Acceptance.Support;

/// <summary>How to run the service. A connection string that is not given leaves the embedded default.</summary>
public sealed record ServiceSettings
{
    /// <summary>The built service, <c>Orders.Service.dll</c>.</summary>
    public required string Dll { get; init; }

    /// <summary>Where the log files go, one for each replica.</summary>
    public required string LogFolder { get; init; }

    public string? Postgres { get; init; }

    public string? RabbitMq { get; init; }

    public string? Kafka { get; init; }

    /// <summary>What stands behind the service's name: <c>worker --queues email</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>More settings, named as environment variables: <c>Payments__Timeout</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The ladder of redelivery is 10 s, 1 min, 10 min in production: right for people, too long for a test that waits for its end.
    /// </summary>
    public static IReadOnlyDictionary<string, string> ShortLadder { get; } = new Dictionary<string, string>
    {
        ["Failures__Redelivery__0"] = "00:00:01",
        ["Failures__Redelivery__1"] = "00:00:02",
        ["Failures__Redelivery__2"] = "00:00:04",
        ["Kafka__SessionTimeout"] = "00:00:06",
    };
}
