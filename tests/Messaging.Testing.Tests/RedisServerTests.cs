using Messaging.Testing.Containers;
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
        await using var stopped = await TestServers.StartRedisAsync(cancellationToken: Token);
        await using var running = await TestServers.StartRedisAsync(cancellationToken: Token);
        var (ofStopped, ofRunning) = (DataOf(stopped), DataOf(running));
        (await ofStopped()).ShouldBeTrue();
        await stopped.StopAsync(Token);
        await stopped.DisposeAsync();
        await running.DisposeAsync();
        (await ofStopped()).ShouldBeFalse();
        (await ofRunning()).ShouldBeFalse();
    }

    /// <summary>How to look whether the server's data are there: in its folder, or with its container.</summary>
    private static Func<Task<bool>> DataOf(RedisServer server)
    {
        if (server.Host is not ContainerHost { Id: var id })
            return () => Task.FromResult(Directory.Exists(server.DataFolder));
        return async () =>
        {
            using var daemon = (await DockerDaemon.FindAsync(Surroundings.Real, Token)).Daemon!;
            return await daemon.KnowsAsync(id, Token);
        };
    }
}
