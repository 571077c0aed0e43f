using Messaging.Testing;

namespace Orders.Acceptance.Support;

/// <summary>One server of each kind that the service needs, started for one test or run, which may kill them.</summary>
public sealed class Servers : IAsyncDisposable
{
    private Servers(PostgresServer postgres, RabbitMqServer rabbitMq, KafkaServer kafka, string database)
    {
        Postgres = postgres;
        RabbitMq = rabbitMq;
        Kafka = kafka;
        Database = database;
    }

    public PostgresServer Postgres { get; }

    public RabbitMqServer RabbitMq { get; }

    public KafkaServer Kafka { get; }

    /// <summary>How to connect to an empty database of its own.</summary>
    public string Database { get; }

    public static async Task<Servers> StartAsync(CancellationToken cancellationToken)
    {
        var postgres = TestServers.StartPostgresAsync(null, cancellationToken);
        var rabbitMq = TestServers.StartRabbitMqAsync(null, cancellationToken);
        var kafka = TestServers.StartKafkaAsync(null, cancellationToken);
        try
        {
            await Task.WhenAll(postgres, rabbitMq, kafka);
            return new Servers(await postgres, await rabbitMq, await kafka, await (await postgres).CreateDatabaseAsync(cancellationToken));
        }
        catch
        {
            // The ones that did start must not outlive the failure of another.
            foreach (var started in new[] { await StartedAsync(postgres), await StartedAsync(rabbitMq), await StartedAsync(kafka) })
            {
                if (started is not null)
                    await started.DisposeAsync();
            }

            throw;
        }
    }

    public ServiceSettings Settings(string dll, string logFolder) => new()
    {
        Dll = dll,
        LogFolder = logFolder,
        Postgres = Database,
        RabbitMq = RabbitMq.ConnectionString,
        Kafka = Kafka.ConnectionString,
        Settings = ServiceSettings.ShortLadder,
    };

    public async ValueTask DisposeAsync()
    {
        await Postgres.DisposeAsync();
        await RabbitMq.DisposeAsync();
        await Kafka.DisposeAsync();
    }

    private static async Task<TestServer?> StartedAsync<TServer>(Task<TServer> start) where TServer : TestServer
    {
        await ((Task)start).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return start.IsCompletedSuccessfully ? await start : null;
    }
}
