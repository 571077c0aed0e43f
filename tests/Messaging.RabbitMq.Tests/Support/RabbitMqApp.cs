using MassTransit;
using Messaging.Failures;
using Messaging.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.RabbitMq.Tests.Support;

/// <summary>A service with one durable queue in a virtual host of its own, and what another AMQP client sees of it.</summary>
public sealed class RabbitMqApp : IAsyncDisposable
{
    public const string Queue = "notes";

    private readonly ReplicaHost _host;

    private RabbitMqApp(ReplicaHost host, RabbitMqServer server, RawClient raw) => (_host, Server, Raw) = (host, server, raw);

    public RabbitMqServer Server { get; }

    public RawClient Raw { get; }

    public IReadOnlyCollection<string> Seen => _host.Services.GetRequiredService<NoteConsumer.Seen>().Texts;

    public bool IsHealthy => _host.Bus.CheckHealth().Status is BusHealthStatus.Healthy;

    public static async Task<RabbitMqApp> StartAsync(int deliveryLimit = RabbitMqQueueExtensions.DefaultDeliveryLimit, RabbitMqServer? server = null)
    {
        server ??= await TestServers.GetRabbitMqAsync(TestContext.Current.CancellationToken);
        var uri = await server.CreateVirtualHostAsync(TestContext.Current.CancellationToken);
        return new RabbitMqApp(await StartHostAsync(uri, deliveryLimit), server, await RawClient.ConnectAsync(uri));
    }

    /// <summary>Stops consuming; the queues stay.</summary>
    public Task StopAsync() => _host.StopAsync();

    /// <summary>Sends through the bus; completes when the broker has confirmed it. To the exchange: to a queue the sender would declare it in its own way.</summary>
    public async Task SendAsync(string text)
    {
        var queue = await _host.Bus.GetSendEndpoint(new Uri($"exchange:{Queue}"));
        await queue.Send(new Note(text), TestContext.Current.CancellationToken);
    }

    /// <summary>Lets messages go on that say "hold".</summary>
    public void LetGo() => _host.Services.GetRequiredService<NoteConsumer.Seen>().Held.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        LetGo();
        await Raw.DisposeAsync();
        await _host.DisposeAsync();
    }

    private static Task<ReplicaHost> StartHostAsync(string uri, int deliveryLimit) => ReplicaHost.StartAsync(
        uri,
        (context, rabbitMq) => rabbitMq.ReceiveEndpoint(Queue, endpoint =>
        {
            endpoint.UseDurableQueue(Queue, deliveryLimit);
            endpoint.UseRawJsonDeserializer(RawSerializerOptions.All);
            endpoint.UseFailurePolicy(context, redelivery: false);
            endpoint.ConfigureConsumer<NoteConsumer>(context);
        }),
        services => services.AddSingleton<NoteConsumer.Seen>(),
        bus => bus.AddConsumer<NoteConsumer>());
}
