using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>How a server is set up, as far as it matters here.</summary>
/// <param name="Version">For example 7.0.15.</param>
/// <param name="Objection">What is wrong with it, in one sentence; <see langword="null"/>: nothing.</param>
internal sealed record ServerFacts(string Version, string? Objection)
{
    private static readonly Version Oldest = new(6, 2);

    public static async Task<ServerFacts> OfAsync(IDatabase database, CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = (string?)await database.ExecuteAsync("INFO").WaitAsync(cancellationToken) ?? "";
        }
        catch (Exception exception) when (exception is RedisServerException or RedisCommandException)
        {
            // A user who may not ask; then nothing is known and nothing is wrong.
            text = "";
        }

        var facts = text.Split('\n')
            .Select(line => line.TrimEnd('\r').Split(':', 2))
            .Where(parts => parts.Length == 2)
            .GroupBy(parts => parts[0], parts => parts[1], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var version = facts.GetValueOrDefault("redis_version", "unknown");
        return new ServerFacts(version, Object(version, facts));
    }

    private static string? Object(string version, Dictionary<string, string> facts)
    {
        if (System.Version.TryParse(version, out var number) && number < Oldest)
            return $"it is Redis {version}, and streams need {Oldest} or later";
        if (facts.GetValueOrDefault("cluster_enabled") is "1")
            return "it is a cluster, where a stream and its dead letters may lie on different nodes; use one primary with replicas";
        if (facts.GetValueOrDefault("maxmemory_policy") is { } policy && policy.StartsWith("allkeys", StringComparison.Ordinal))
            return $"maxmemory-policy is {policy}, so that it may throw away streams, lists and idempotency keys when it is full; set noeviction";
        return facts.GetValueOrDefault("maxmemory_policy") is { } some && some.StartsWith("volatile", StringComparison.Ordinal)
            ? $"maxmemory-policy is {some}, so that it may throw away idempotency keys when it is full; set noeviction"
            : null;
    }
}
