using Messaging.Testing.Hosts;
using Npgsql;

namespace Messaging.Testing;

/// <summary>A PostgreSQL server for tests.</summary>
public sealed class PostgresServer : TestServer
{
    internal PostgresServer(IServerHost host, string connectionString)
        : base("PostgreSQL", host, connectionString)
    {
    }

    /// <summary>Creates a new, empty database and returns how to connect to it.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken = default)
    {
        var name = $"test_{Guid.NewGuid():N}";
        await RunAsync(ConnectionString, $"CREATE DATABASE {name}", cancellationToken);
        // Each database has a pool of its own, and a test process has hundreds of them, one after the other.
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name, ConnectionIdleLifetime = 4, ConnectionPruningInterval = 1 }.ConnectionString;
    }

    /// <summary>Runs statements on a connection of their own.</summary>
    internal static async Task RunAsync(string database, string sql, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(database, cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private protected override Task ProbeAsync(CancellationToken cancellationToken) => RunAsync(ConnectionString, "SELECT 1", cancellationToken);

    private static async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken cancellationToken)
    {
        // Without a pool: a pooled connection from before a crash would answer for the new server.
        var settings = new NpgsqlConnectionStringBuilder(database) { Pooling = false, Timeout = 5 };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}
