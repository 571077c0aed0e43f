using MassTransit;
using Messaging.RabbitMq.Tests.Support;
using Messaging.Testing;

namespace Messaging.RabbitMq.Tests;

public sealed class ChannelLossTests
{
    private const string Queue = "declares";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    // The broker's answer to the declaration of an exchange: class 40, method 11.
    private static readonly byte[] DeclareOk = [1, 0, 1, 0, 0, 0, 4, 0, 40, 0, 11];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_endpoint_whose_connection_breaks_again_and_again_while_it_declares_what_it_needs_consumes_when_it_can()
    {
        var server = await TestServers.GetRabbitMqAsync(Cancelled);
        var uri = new Uri(await server.CreateVirtualHostAsync(Cancelled));
        await using var proxy = new TcpProxy("127.0.0.1", uri.Port);
        await using var raw = await RawClient.ConnectAsync(uri.ToString());
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbitMq =>
        {
            rabbitMq.Host(new UriBuilder(uri) { Host = "127.0.0.1", Port = proxy.Port }.Uri);
            rabbitMq.EndCallsWithTheirChannel();
            rabbitMq.ReceiveEndpoint(Queue, endpoint =>
            {
                // Each waits for its turn on the same channel.
                for (var exchange = 0; exchange < 40; exchange++)
                    endpoint.Bind($"{Queue}-{exchange}");
                endpoint.Handler<Note>(_ => Task.CompletedTask);
            });
        });
        await bus.StartAsync(Cancelled);
        await ConsumesAsync(raw);

        var losses = 2;
        proxy.OnAnswer = answer => Task.FromResult(answer.Span.IndexOf(DeclareOk) < 0 || Interlocked.Decrement(ref losses) < 0);
        proxy.Cut();
        proxy.Mend();
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref losses) < 0, Patience, "it had declared all after some losses", Cancelled);

        await ConsumesAsync(raw);
        await bus.StopAsync(Cancelled);
    }

    private static Task ConsumesAsync(RawClient raw) => Eventually.BecomesTrueAsync(
        async () => await raw.ConsumersAsync(Queue) == 1, Patience, "the queue has its consumer", Cancelled);
}
