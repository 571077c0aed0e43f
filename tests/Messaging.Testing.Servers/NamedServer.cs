namespace Messaging.Testing.ByHand;

/// <summary>A server under the name that the command line and the commands use.</summary>
internal sealed record NamedServer(string Name, TestServer Server, string Key, string ConnectionString)
{
    public static readonly string[] Names = ["postgres", "rabbitmq", "kafka", "redis"];

    /// <summary>The line by which a shell learns how to connect.</summary>
    public string Export => $"export ConnectionStrings__{Key}='{ConnectionString}'";

    /// <summary>The line by which a script learns what to kill.</summary>
    public string Comment => $"# {Name} pid {Server.Pid} data {Server.DataFolder ?? "-"} source {Server.Source}";

    public static async Task<NamedServer> StartAsync(string name, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case "postgres":
                var postgres = await TestServers.StartPostgresAsync(cancellationToken: cancellationToken);
                return new NamedServer(name, postgres, "Orders", await postgres.CreateDatabaseAsync(cancellationToken));
            case "rabbitmq":
                return Of(name, "RabbitMq", await TestServers.StartRabbitMqAsync(cancellationToken: cancellationToken));
            case "kafka":
                // By hand the mock cluster is better than nothing.
                return Of(name, "Kafka", await ServerPlaces.KafkaAsync(
                    Surroundings.Real, shared: false, mock: true, settings: null, cancellationToken));
            case "redis":
                return Of(name, "Redis", await TestServers.StartRedisAsync(cancellationToken: cancellationToken));
            default:
                throw new ArgumentException($"No server is called {name}.", nameof(name));
        }
    }

    private static NamedServer Of(string name, string key, TestServer server) => new(name, server, key, server.ConnectionString);
}
