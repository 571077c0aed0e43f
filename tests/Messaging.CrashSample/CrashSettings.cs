using System.Globalization;

namespace Messaging.CrashSample;

/// <summary>Where the replica's servers are, and where it is to crash.</summary>
public sealed record CrashSettings(string Postgres, string RabbitMq)
{
    /// <summary>One of <see cref="CrashPoint.All"/>; empty: nowhere.</summary>
    public string CrashAt { get; init; } = "";

    /// <summary>At the how manieth time that it comes there.</summary>
    public int CrashAfter { get; init; } = 1;

    /// <summary>How long the replica's share of the relay's work stays its own.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether the queue of work keeps the order of its keys.</summary>
    public bool Ordered { get; init; }

    /// <summary>After twice this time without a sign of life the broker gives the replica up.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(60);

    public IReadOnlyDictionary<string, string> ToEnvironment() => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["CRASH_POSTGRES"] = Postgres,
        ["CRASH_RABBITMQ"] = RabbitMq,
        ["CRASH_AT"] = CrashAt,
        ["CRASH_AFTER"] = CrashAfter.ToString(CultureInfo.InvariantCulture),
        ["CRASH_ORDERED"] = Ordered.ToString(CultureInfo.InvariantCulture),
        ["CRASH_HEARTBEAT"] = Heartbeat.ToString("c", CultureInfo.InvariantCulture),
        ["CRASH_LEASE"] = Lease.ToString("c", CultureInfo.InvariantCulture),
    };

    public static CrashSettings FromEnvironment() => new(Variable("CRASH_POSTGRES"), Variable("CRASH_RABBITMQ"))
    {
        CrashAt = Variable("CRASH_AT"),
        CrashAfter = int.Parse(Variable("CRASH_AFTER"), CultureInfo.InvariantCulture),
        Ordered = bool.Parse(Variable("CRASH_ORDERED")),
        Heartbeat = TimeSpan.Parse(Variable("CRASH_HEARTBEAT"), CultureInfo.InvariantCulture),
        Lease = TimeSpan.Parse(Variable("CRASH_LEASE"), CultureInfo.InvariantCulture),
    };

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "";
}
