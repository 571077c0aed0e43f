using StackExchange.Redis;

namespace Messaging.Testing.Tests;

public sealed class RedisServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_shared_server_is_the_same_for_all_and_answers()
    {
        var servers = await Task.WhenAll(TestServers.GetRedisAsync(Token), TestServers.GetRedisAsync(Token));
        servers[0].ShouldBeSameAs(servers[1]);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(servers[0].ConnectionString);
        (await connection.GetDatabase().PingAsync()).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_killed_server_comes_back_with_its_data()
    {
        await using var server = await TestServers.StartRedisAsync(cancellationToken: Token);
        await using (var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString))
            await connection.GetDatabase().StringSetAsync("kept", "7");

        await server.KillAsync(Token);
        server.Pid.ShouldBe(0);
        await server.StartAsync(Token);

        await using var again = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        ((string?)await again.GetDatabase().StringGetAsync("kept")).ShouldBe("7");
    }

    [Fact]
    public async Task A_disposed_server_leaves_no_data_behind_even_when_it_was_stopped_before()
    {
        var stopped = await TestServers.StartRedisAsync(cancellationToken: Token);
        var running = await TestServers.StartRedisAsync(cancellationToken: Token);
        Directory.Exists(stopped.DataFolder).ShouldBeTrue();
        await stopped.StopAsync(Token);
        await stopped.DisposeAsync();
        await running.DisposeAsync();
        Directory.Exists(stopped.DataFolder).ShouldBeFalse();
        Directory.Exists(running.DataFolder).ShouldBeFalse();
    }
}
