using Messaging.Testing;
using StackExchange.Redis;

namespace Messaging.Redis.Tests.Support;

/// <summary>The server that the tests share, with a plain client beside it.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    public string Server { get; private set; } = "";

    public ConnectionMultiplexer Connection { get; private set; } = null!;

    public IDatabase Raw => Connection.GetDatabase();

    public async ValueTask InitializeAsync()
    {
        Server = (await TestServers.GetRedisAsync(TestContext.Current.CancellationToken)).ConnectionString;
        Connection = await ConnectionMultiplexer.ConnectAsync(Server);
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
