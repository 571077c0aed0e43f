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
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        // Each database has a pool of its own, and a test process has hundreds of them, one after the other.
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name, ConnectionIdleLifetime = 4, ConnectionPruningInterval = 1 }.ConnectionString;
    }

    private protected override async Task ProbeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        await command.ExecuteScalarAsync(cancellationToken);
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        // Without a pool: a pooled connection from before a crash would answer for the new server.
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, Timeout = 5 };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}
