using Messaging.Testing.Hosts;
using StackExchange.Redis;

namespace Messaging.Testing;

/// <summary>A Redis server for tests.</summary>
public sealed class RedisServer : TestServer
{
    internal RedisServer(IServerHost host, string connectionString)
        : base("Redis", host, connectionString)
    {
    }

    private protected override async Task ProbeAsync(CancellationToken cancellationToken)
    {
        var options = ConfigurationOptions.Parse(ConnectionString);
        options.ConnectTimeout = 2_000;
        options.ConnectRetry = 1;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        await connection.GetDatabase().PingAsync();
    }
}
