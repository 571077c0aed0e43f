using System.Collections.Concurrent;
using Messaging.Redis.Tests.Support;
using Messaging.Testing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Messaging.Redis.Tests;

public sealed class ConnectionTests(RedisFixture fixture) : RedisContract(fixture)
{
    [Fact]
    public async Task Without_a_connection_string_what_needs_Redis_says_which_key_to_set()
    {
        var services = new ServiceCollection();
        services.AddRedisMessaging(" ");
        await using var provider = services.BuildServiceProvider();
        var channels = provider.GetRequiredService<IAtMostOnceChannels>();

        provider.GetRequiredService<IRedisHealth>().Status().Configured.ShouldBeFalse();
        (await Should.ThrowAsync<RedisNotConfiguredException>(() => channels.PublishAtMostOnceAsync("c", default, Token))).Message.ShouldContain("ConnectionStrings__Redis");
        var exception = await Should.ThrowAsync<RedisNotConfiguredException>(
            () => RedisApp.StartAsync<Note>("", (redis, common) => redis.StreamEndpoint<Note>("s", "g", common), (_, _) => Task.CompletedTask));
        exception.Message.ShouldStartWith("The endpoint of the stream s needs Redis, and ConnectionStrings__Redis is not set.");
    }

    [Fact]
    public async Task A_connection_string_that_can_not_be_read_is_an_error_with_the_key_and_the_service_lives()
    {
        await using var app = await RedisApp.StartAsync<Note>(
            $"127.0.0.1:{FreePort.Next()},passwort=geheim", (redis, common) => redis.StreamEndpoint<Note>(Name, Group, common), (_, _) => Task.CompletedTask);

        await UntilAsync(() => app.Status.LastError is not null, "the error is known");
        app.Status.LastError!.ShouldContain("ConnectionStrings__Redis can't be read");
        app.Status.LastError!.ShouldNotContain("geheim");
        app.Status.EverConnected.ShouldBeFalse();
    }

    [Fact]
    public async Task A_server_that_comes_late_goes_and_comes_back_is_followed_and_nothing_is_lost()
    {
        await using var server = await TestServers.StartRedisAsync(cancellationToken: Token);
        await server.StopAsync(Token);
        var seen = new ConcurrentQueue<int>();
        await using var app = await RedisApp.StartAsync<Note>(
            $"{server.ConnectionString},connectTimeout=1000,asyncTimeout=1000", (redis, common) => redis.StreamEndpoint<Note>(Name, Group, common), (context, _) =>
            {
                seen.Enqueue(context.Message.Number);
                return Task.CompletedTask;
            });
        await UntilAsync(() => app.Status.LastError is not null, "it is known to be away");
        (app.Status.EverConnected, app.Status.Connected).ShouldBe((false, false));
        app.Status.Host.ShouldBe(server.ConnectionString);

        for (var round = 0; round < 2; round++)
        {
            await server.StartAsync(Token);
            await using var raw = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
            await raw.GetDatabase().StreamAddAsync(Name, [new("key", "k"), new("number", round)]);
            await UntilAsync(() => seen.Contains(round) && app.Status.Connected && app.Status.Endpoints[0].State == RedisEndpointState.Running, "it takes messages");
            await UntilAsync(async () => (await raw.GetDatabase().StreamPendingAsync(Name, Group)).PendingMessageCount == 0, "and acknowledges them");
            await server.KillAsync(Token);
            await UntilAsync(() => app.Status is { EverConnected: true, Connected: false }, "the loss is known");
        }

        seen.ShouldBe([0, 1]);
    }

    [Fact]
    public async Task A_server_that_may_throw_keys_away_is_objected_to()
    {
        await using var server = await TestServers.StartRedisAsync(new ServerSettings { ["maxmemory-policy"] = "allkeys-lru" }, Token);
        await using var app = await RedisApp.StartAsync<Note>(
            server.ConnectionString, (redis, common) => redis.StreamEndpoint<Note>(Name, Group, common), (_, _) => Task.CompletedTask);

        await UntilAsync(() => app.Log.Lines.Any(line => line.Id == 5002 && line.Line.Contains("noeviction", StringComparison.Ordinal)), "the warning is there");
    }
}
