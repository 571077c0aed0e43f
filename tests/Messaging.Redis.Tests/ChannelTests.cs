using System.Collections.Concurrent;
using System.Text;
using Messaging.Redis.Tests.Support;
using Messaging.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Redis.Tests;

public sealed class ChannelTests(RedisFixture fixture) : RedisContract(fixture)
{
    [Fact]
    public async Task What_Python_publishes_reaches_our_subscriber_in_order_and_a_handler_that_fails_stops_nothing()
    {
        var seen = new ConcurrentQueue<string>();
        await using var services = Services(Server);
        await using var subscription = services.GetRequiredService<IAtMostOnceChannels>().SubscribeAtMostOnce(Name, (message, _) =>
        {
            seen.Enqueue(Encoding.UTF8.GetString(message.Span));
            return seen.Count == 1 ? throw new InvalidOperationException("The first is too much.") : Task.CompletedTask;
        });
        await UntilAsync(async () => await Connection.GetSubscriber().PublishAsync(StackExchange.Redis.RedisChannel.Literal(Name), "there?") == 1, "it is subscribed");

        await Python.RunAsync(Server, $"for i in range(5): r.publish('{Name}', f'n{{i}}')", Token);

        await UntilAsync(() => seen.Count(one => one.StartsWith('n')) == 5, "all came");
        seen.Where(one => one.StartsWith('n')).ShouldBe(["n0", "n1", "n2", "n3", "n4"]);
    }

    [Fact]
    public async Task What_we_publish_reaches_Python()
    {
        await using var services = Services(Server);
        var channels = services.GetRequiredService<IAtMostOnceChannels>();
        var python = Python.RunAsync(
            Server, $"p = r.pubsub(ignore_subscribe_messages=True)\np.subscribe('{Name}')\nprint(next(m for m in p.listen() if m)['data'].decode())", Token);

        await UntilAsync(
            async () =>
            {
                await channels.PublishAtMostOnceAsync(Name, "hello"u8.ToArray(), Token);
                return python.IsCompleted;
            },
            "Python has it");
        (await python).ShouldBe("hello");
    }

    [Fact]
    public async Task A_subscription_waits_for_a_server_that_is_away_and_comes_back_when_it_was_killed()
    {
        await using var server = await TestServers.StartRedisAsync(cancellationToken: Token);
        await server.KillAsync(Token);
        var seen = new ConcurrentQueue<string>();
        await using var services = Services($"{server.ConnectionString},connectTimeout=1000,asyncTimeout=1000");
        var channels = services.GetRequiredService<IAtMostOnceChannels>();
        await using var subscription = channels.SubscribeAtMostOnce("news", (message, _) =>
        {
            seen.Enqueue(Encoding.UTF8.GetString(message.Span));
            return Task.CompletedTask;
        });
        await Should.ThrowAsync<RedisUnavailableException>(() => channels.PublishAtMostOnceAsync("news", "lost"u8.ToArray(), Token));

        for (var round = 1; round <= 2; round++)
        {
            await server.StartAsync(Token);
            await UntilAsync(
                async () =>
                {
                    await channels.PublishAtMostOnceAsync("news", Encoding.UTF8.GetBytes($"round {round}"), Token);
                    return seen.Contains($"round {round}");
                },
                "it came");
            await server.KillAsync(Token);
        }

        seen.ShouldNotContain("lost");
    }

    private static ServiceProvider Services(string server)
    {
        var services = new ServiceCollection();
        services.AddRedisMessaging(server);
        return services.BuildServiceProvider();
    }
}
