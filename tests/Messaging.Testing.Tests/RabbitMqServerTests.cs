using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Messaging.Testing.Tests;

public sealed class RabbitMqServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_virtual_host_is_new_and_empty()
    {
        var server = await TestServers.GetRabbitMqAsync(Token);
        await using var first = await ConnectAsync(await server.CreateVirtualHostAsync(Token));
        await using var second = await ConnectAsync(await server.CreateVirtualHostAsync(Token));
        await using var here = await first.CreateChannelAsync(cancellationToken: Token);
        await using var there = await second.CreateChannelAsync(cancellationToken: Token);
        await here.QueueDeclareAsync("only-here", durable: true, exclusive: false, autoDelete: false, cancellationToken: Token);
        (await here.QueueDeclarePassiveAsync("only-here", Token)).QueueName.ShouldBe("only-here");
        await Should.ThrowAsync<OperationInterruptedException>(() => there.QueueDeclarePassiveAsync("only-here", Token));
    }

    [Fact]
    public async Task A_killed_node_comes_back_with_what_it_confirmed()
    {
        await using var server = await TestServers.StartRabbitMqAsync(cancellationToken: Token);
        var before = server.Pid;
        await using (var connection = await ConnectAsync(server.ConnectionString))
        {
            var confirmed = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
            await using var channel = await connection.CreateChannelAsync(confirmed, Token);
            await channel.QueueDeclareAsync(
                "kept", durable: true, exclusive: false, autoDelete: false,
                new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: Token);
            await channel.BasicPublishAsync("", "kept", mandatory: true, new byte[] { 7 }, Token);
        }

        await server.FlushDeclarationsAsync(Token);
        await server.KillAsync(Token);
        await server.StartAsync(Token);

        server.Pid.ShouldNotBe(before);
        await using var again = await ConnectAsync(server.ConnectionString);
        await using var reader = await again.CreateChannelAsync(cancellationToken: Token);
        await Eventually.BecomesTrueAsync(
            async () => await reader.BasicGetAsync("kept", autoAck: true, Token) is { } message && message.Body.Span[0] == 7,
            TimeSpan.FromSeconds(20),
            "the message was there again",
            Token);
    }

    [Fact]
    public async Task The_control_program_reaches_the_node()
    {
        await using var server = await TestServers.StartRabbitMqAsync(new ServerSettings { ["consumer_timeout"] = "61000" }, Token);
        (await server.RunCtlAsync(["eval", "application:get_env(rabbit, consumer_timeout)."], Token)).ShouldContain("61000");
    }

    private static Task<IConnection> ConnectAsync(string connectionString) =>
        new ConnectionFactory { Uri = new Uri(connectionString), AutomaticRecoveryEnabled = false }.CreateConnectionAsync(Token);
}
