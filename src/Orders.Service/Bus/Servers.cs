using Messaging.Kafka;
using Orders.Service.Persistence;

namespace Orders.Service.Bus;

/// <summary>
/// Which servers this process uses: real ones by connection string, else what is embedded. Each is chosen on its own.
/// </summary>
internal sealed class Servers : IDisposable
{
    private const string WhatItCosts = "nothing of it is durable, and only this one process can use it";

    private readonly EmbeddedKafka? _embeddedKafka;
    private readonly List<string> _embedded = [];
    private readonly string? _temporaryFolder;

    private Servers(IConfiguration configuration, bool mayEmbed)
    {
        var database = Find(configuration, mayEmbed, "Orders");
        RabbitMq = Find(configuration, mayEmbed, "RabbitMq");
        var kafka = Find(configuration, mayEmbed, "Kafka");

        if (database is null)
        {
            var folder = configuration["Embedded:Folder"];
            _temporaryFolder = folder is null ? Directory.CreateTempSubdirectory("orders-").FullName : null;
            EmbeddedFolder = Directory.CreateDirectory(folder ?? _temporaryFolder!).FullName;
            var file = Path.Combine(EmbeddedFolder, "orders.db");
            Database = new OrdersDatabase(DatabaseServer.Sqlite, $"Data Source={file}");
            _embedded.Add($"a SQLite file ({file}{(folder is null ? ", new at each start; Embedded__Folder keeps it" : "")}) instead of PostgreSQL (ConnectionStrings__Orders)");
        }
        else
        {
            Database = new OrdersDatabase(DatabaseServer.PostgreSql, database);
        }

        if (RabbitMq is null)
            _embedded.Add("a bus in memory instead of RabbitMQ (ConnectionStrings__RabbitMq)");
        if (kafka is null)
        {
            _embeddedKafka = new EmbeddedKafka();
            kafka = _embeddedKafka.BootstrapServers;
            _embedded.Add($"a mock cluster ({kafka}) instead of Apache Kafka (ConnectionStrings__Kafka)");
        }

        Kafka = kafka;
        Redis = configuration.GetConnectionString("Redis") is { } redis && !string.IsNullOrWhiteSpace(redis) ? redis : null;
    }

    public OrdersDatabase Database { get; }

    /// <summary>An AMQP URI, or <see langword="null"/> for the bus in memory.</summary>
    public string? RabbitMq { get; }

    public string Kafka { get; }

    /// <summary>Whether <see cref="Kafka"/> is the mock cluster of this process.</summary>
    public bool IsKafkaEmbedded => _embeddedKafka is not null;

    /// <summary>Where Redis is, or <see langword="null"/>: it is off, and nothing takes its place.</summary>
    public string? Redis { get; }

    /// <summary>Where the embedded database lies; <see langword="null"/> where a real one is used.</summary>
    public string? EmbeddedFolder { get; }

    /// <summary>What is embedded and what that costs, a line each.</summary>
    public IEnumerable<string> Warnings => _embedded.Select(what => $"Embedded: {what}; {WhatItCosts}");

    /// <summary>Logs them.</summary>
    public void Warn(ILogger logger)
    {
        foreach (var warning in Warnings)
            ServersLog.Embedded(logger, warning);
    }

    /// <exception cref="MissingConnectionStringException">A server is missing and may not be replaced by an embedded one.</exception>
    public static Servers From(IConfiguration configuration, IHostEnvironment environment) =>
        new(configuration, environment.IsDevelopment() || configuration.GetValue("Embedded:Allow", false));

    public void Dispose()
    {
        _embeddedKafka?.Dispose();
        if (_temporaryFolder is not null && Directory.Exists(_temporaryFolder))
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(_temporaryFolder, recursive: true);
        }
    }

    private static string? Find(IConfiguration configuration, bool mayEmbed, string name)
    {
        var value = configuration.GetConnectionString(name);
        if (!string.IsNullOrWhiteSpace(value))
            return value;
        return mayEmbed ? null : throw new MissingConnectionStringException(name);
    }
}
