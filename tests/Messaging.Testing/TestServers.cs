namespace Messaging.Testing;

/// <summary>
/// Real servers for tests. <c>Get...</c> returns one instance for the whole test process, started when first asked for;
/// <c>Start...</c> returns a private one that the test may kill. Each is looked for in this order: an environment variable
/// (<c>TEST_POSTGRES</c>, <c>TEST_RABBITMQ</c>, <c>TEST_KAFKA</c>, <c>TEST_REDIS</c>; shared instances only), Docker, programs of this machine, and for Kafka
/// librdkafka's mock cluster. When there is none, the call throws <see cref="ServerUnavailableException"/>, so that a test fails and is
/// never skipped.
/// </summary>
public static class TestServers
{
    private static readonly Lazy<Task<PostgresServer>> Postgres =
        Shared(() => ServerPlaces.PostgresAsync(Surroundings.Real, shared: true, settings: null, CancellationToken.None));

    private static readonly Lazy<Task<RabbitMqServer>> RabbitMq =
        Shared(() => ServerPlaces.RabbitMqAsync(Surroundings.Real, shared: true, settings: null, CancellationToken.None));

    private static readonly Lazy<Task<KafkaServer>> Kafka =
        Shared(() => ServerPlaces.KafkaAsync(Surroundings.Real, shared: true, mock: true, settings: null, CancellationToken.None));

    private static readonly Lazy<Task<RedisServer>> Redis =
        Shared(() => ServerPlaces.RedisAsync(Surroundings.Real, shared: true, settings: null, CancellationToken.None));

    /// <summary>The PostgreSQL server that the tests of this process share; a database each keeps them apart.</summary>
    public static Task<PostgresServer> GetPostgresAsync(CancellationToken cancellationToken = default) =>
        Postgres.Value.WaitAsync(cancellationToken);

    /// <summary>The RabbitMQ node that the tests of this process share; a virtual host each keeps them apart.</summary>
    public static Task<RabbitMqServer> GetRabbitMqAsync(CancellationToken cancellationToken = default) =>
        RabbitMq.Value.WaitAsync(cancellationToken);

    /// <summary>The Kafka broker that the tests of this process share; names of topics and groups of their own keep them apart.</summary>
    public static Task<KafkaServer> GetKafkaAsync(CancellationToken cancellationToken = default) =>
        Kafka.Value.WaitAsync(cancellationToken);

    /// <summary>The Redis server that the tests of this process share; a prefix of their own keeps their keys apart.</summary>
    public static Task<RedisServer> GetRedisAsync(CancellationToken cancellationToken = default) =>
        Redis.Value.WaitAsync(cancellationToken);

    /// <summary>A PostgreSQL server for one test.</summary>
    public static Task<PostgresServer> StartPostgresAsync(ServerSettings? settings = null, CancellationToken cancellationToken = default) =>
        ServerPlaces.PostgresAsync(Surroundings.Real, shared: false, settings, cancellationToken);

    /// <summary>A RabbitMQ node for one test.</summary>
    public static Task<RabbitMqServer> StartRabbitMqAsync(ServerSettings? settings = null, CancellationToken cancellationToken = default) =>
        ServerPlaces.RabbitMqAsync(Surroundings.Real, shared: false, settings, cancellationToken);

    /// <summary>A Kafka broker for one test. Never the mock cluster, which can't be killed.</summary>
    public static Task<KafkaServer> StartKafkaAsync(ServerSettings? settings = null, CancellationToken cancellationToken = default) =>
        ServerPlaces.KafkaAsync(Surroundings.Real, shared: false, mock: false, settings, cancellationToken);

    /// <summary>A Kafka cluster of several nodes for one test; copies of each partition on all of them, all but one must be in sync.</summary>
    public static Task<IReadOnlyList<KafkaServer>> StartKafkaNodesAsync(int nodes, CancellationToken cancellationToken = default) =>
        Local.LocalKafkaNodes.StartAsync(Surroundings.Real, nodes, cancellationToken);

    /// <summary>A Redis server for one test.</summary>
    public static Task<RedisServer> StartRedisAsync(ServerSettings? settings = null, CancellationToken cancellationToken = default) =>
        ServerPlaces.RedisAsync(Surroundings.Real, shared: false, settings, cancellationToken);

    private static Lazy<Task<TServer>> Shared<TServer>(Func<Task<TServer>> start)
        where TServer : TestServer =>
        new(() => Task.Run(async () =>
        {
            var server = await start();
            // A watchdog ends local programs; containers have one only when Testcontainers' reaper may run.
            if (server.Source == ServerSource.Container)
                AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(20));
            return server;
        }));
}
