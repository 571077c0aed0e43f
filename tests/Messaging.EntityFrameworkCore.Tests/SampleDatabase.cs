using Messaging.Testing;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>A PostgreSQL database of one test, directly and through a proxy, and what its server sees.</summary>
public sealed class SampleDatabase : IAsyncDisposable
{
    private SampleDatabase(string direct)
    {
        var server = new NpgsqlConnectionStringBuilder(direct);
        Direct = direct;
        Proxy = new TcpProxy(server.Host!, server.Port);
        Proxied = new NpgsqlConnectionStringBuilder(direct) { Host = "127.0.0.1", Port = Proxy.Port, SslMode = SslMode.Disable }.ConnectionString;
    }

    public string Direct { get; }

    public string Proxied { get; }

    public TcpProxy Proxy { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<SampleDatabase> CreateAsync()
    {
        var server = await TestServers.GetPostgresAsync(Token);
        return new SampleDatabase(await server.CreateDatabaseAsync(Token));
    }

    /// <summary>The first value of a query.</summary>
    public async Task<T?> AskAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Direct);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token) is T value ? value : default;
    }

    /// <summary>Waits until so many statements in this database wait for a lock that another transaction holds.</summary>
    public Task UntilWaitingAsync(int statements, string kind) =>
        Eventually.BecomesTrueAsync(
            async () => await AskAsync<long>($"select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and wait_event = '{kind}'") == statements,
            TimeSpan.FromSeconds(20),
            $"{statements} statements waited for a lock",
            Token);

    public ValueTask DisposeAsync() => Proxy.DisposeAsync();
}
