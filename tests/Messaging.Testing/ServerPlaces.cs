using Messaging.Testing.Containers;
using Messaging.Testing.Hosts;
using Messaging.Testing.Local;

namespace Messaging.Testing;

/// <summary>Per server, the places to get one from, in their order, and what to advise when all of them have none.</summary>
internal static class ServerPlaces
{
    private const string OrDocker = "start Docker (its images are named in .env), or";

    /// <param name="surroundings">Where to look.</param>
    /// <param name="shared">Whether one that the environment names will do; nobody may kill that one.</param>
    /// <param name="settings">Settings for a server that is started.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static Task<PostgresServer> PostgresAsync(
        Surroundings surroundings, bool shared, ServerSettings? settings, CancellationToken cancellationToken) =>
        ServerSearch.FirstAsync(
            "PostgreSQL",
            $"Install it (Debian: apt-get install postgresql), {OrDocker} set TEST_POSTGRES=Host=...;Username=...;Password=...{Private(shared)}",
            [
                token => OwnAsync(shared, surroundings, "TEST_POSTGRES", text => new PostgresServer(Named("TEST_POSTGRES"), text), token),
                token => ServerContainers.PostgresAsync(surroundings, settings, token),
                token => LocalPostgres.TryAsync(surroundings, settings, token),
            ],
            cancellationToken);

    /// <inheritdoc cref="PostgresAsync"/>
    public static Task<RabbitMqServer> RabbitMqAsync(
        Surroundings surroundings, bool shared, ServerSettings? settings, CancellationToken cancellationToken) =>
        ServerSearch.FirstAsync(
            "RabbitMQ",
            $"Install it (Debian: apt-get install rabbitmq-server), {OrDocker} set TEST_RABBITMQ=amqp://user:password@host:5672/vhost{Private(shared)}",
            [
                token => OwnAsync(shared, surroundings, "TEST_RABBITMQ", text => ForeignRabbitMq(surroundings, text), token),
                token => ServerContainers.RabbitMqAsync(surroundings, settings, token),
                token => LocalRabbitMq.TryAsync(surroundings, settings, token),
            ],
            cancellationToken);

    /// <inheritdoc cref="PostgresAsync"/>
    public static Task<RedisServer> RedisAsync(
        Surroundings surroundings, bool shared, ServerSettings? settings, CancellationToken cancellationToken) =>
        ServerSearch.FirstAsync(
            "Redis",
            $"Install it (Debian: apt-get install redis-server), {OrDocker} set TEST_REDIS=host:6379{Private(shared)}",
            [
                token => OwnAsync(shared, surroundings, "TEST_REDIS", text => new RedisServer(Named("TEST_REDIS"), text), token),
                token => ServerContainers.RedisAsync(surroundings, settings, token),
                token => LocalRedis.TryAsync(surroundings, settings, token),
            ],
            cancellationToken);

    /// <inheritdoc cref="PostgresAsync"/>
    /// <param name="mock">Whether the mock cluster will do.</param>
    public static Task<KafkaServer> KafkaAsync(
        Surroundings surroundings, bool shared, bool mock, ServerSettings? settings, CancellationToken cancellationToken)
    {
        List<Func<CancellationToken, Task<Offer<KafkaServer>>>> places =
        [
            token => OwnAsync(shared, surroundings, "TEST_KAFKA", text => new KafkaServer(Named("TEST_KAFKA"), text), token),
            token => ServerContainers.KafkaAsync(surroundings, settings, token),
            token => LocalKafka.TryAsync(surroundings, settings, token),
        ];
        if (mock)
            places.Add(MockCluster.TryAsync);
        return ServerSearch.FirstAsync(
            "Kafka",
            "Set KAFKA_HOME to an unpacked download of Apache Kafka (and have Java 17: apt-get install openjdk-17-jre-headless), "
            + $"{OrDocker} set TEST_KAFKA=host:9092{Private(shared)}",
            places,
            cancellationToken);
    }

    private static string Private(bool shared) => shared ? "." : "; that last one does not help here, since this test kills the server.";

    private static ForeignHost Named(string variable) =>
        new(ServerSource.Environment, $"{variable} names it, so somebody else runs it. Unset {variable} to have one that tests may kill.");

    private static RabbitMqServer ForeignRabbitMq(Surroundings surroundings, string connectionString)
    {
        var management = surroundings.Setting("TEST_RABBITMQ_MANAGEMENT") ?? $"http://{new Uri(connectionString).Host}:15672/";
        return new RabbitMqServer(
            Named("TEST_RABBITMQ"),
            connectionString,
            new Uri(management),
            (_, _) => throw new InvalidOperationException("rabbitmqctl can't be run for the node that TEST_RABBITMQ names. Unset it to have one of our own."));
    }

    private static Task<Offer<TServer>> OwnAsync<TServer>(
        bool shared, Surroundings surroundings, string variable, Func<string, TServer> create, CancellationToken cancellationToken)
        where TServer : TestServer =>
        shared
            ? ServerSearch.InEnvironmentAsync(surroundings, variable, create, cancellationToken)
            : Task.FromResult(Offer<TServer>.None($"{variable} is for servers that nobody kills"));
}
