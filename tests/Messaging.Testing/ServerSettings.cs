namespace Messaging.Testing;

/// <summary>
/// Settings of the server's own configuration, by the names that its manual gives them: <c>max_connections</c> of PostgreSQL,
/// <c>consumer_timeout</c> of RabbitMQ, <c>auto.create.topics.enable</c> of Kafka, <c>maxmemory</c> of Redis.
/// </summary>
public sealed class ServerSettings : Dictionary<string, string>
{
    /// <summary>Creates settings without any name, so the defaults of the tests apply.</summary>
    public ServerSettings()
        : base(StringComparer.Ordinal)
    {
    }

    /// <summary>These settings, with those of <paramref name="other"/> added or put in their place.</summary>
    public ServerSettings With(ServerSettings? other)
    {
        var result = new ServerSettings();
        foreach (var (name, value) in this.Concat(other ?? []))
            result[name] = value;
        return result;
    }
}
