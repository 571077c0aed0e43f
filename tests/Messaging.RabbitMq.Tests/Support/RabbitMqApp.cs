using MassTransit;
using Messaging.Failures;
using Messaging.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.RabbitMq.Tests.Support;

/// <summary>A service with one durable queue in a virtual host of its own, and what another AMQP client sees of it.</summary>
public sealed class RabbitMqApp : IAsyncDisposable
{
    public const string Queue = "notes";

    private readonly IHost _host;

    private RabbitMqApp(IHost host, RabbitMqServer server, RawClient raw) => (_host, Server, Raw) = (host, server, raw);

    public RabbitMqServer Server { get; }

    public RawClient Raw { get; }

    public IReadOnlyCollection<string> Seen => _host.Services.GetRequiredService<NoteConsumer.Seen>().Texts;

    public bool IsHealthy => _host.Services.GetRequiredService<IBusControl>().CheckHealth().Status is BusHealthStatus.Healthy;

    public static async Task<RabbitMqApp> StartAsync(int deliveryLimit = RabbitMqQueueExtensions.DefaultDeliveryLimit, RabbitMqServer? server = null)
    {
        server ??= await TestServers.GetRabbitMqAsync(TestContext.Current.CancellationToken);
        var uri = await server.CreateVirtualHostAsync(TestContext.Current.CancellationToken);
        var host = Build(uri, deliveryLimit);
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new RabbitMqApp(host, server, await RawClient.ConnectAsync(uri));
    }

    /// <summary>Stops consuming; the queues stay.</summary>
    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>Sends through the bus; completes when the broker has confirmed it. To the exchange: to a queue the sender would declare it in its own way.</summary>
    public async Task SendAsync(string text)
    {
        var queue = await _host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri($"exchange:{Queue}"));
        await queue.Send(new Note(text), TestContext.Current.CancellationToken);
    }

    /// <summary>Lets messages go on that say "hold".</summary>
    public void LetGo() => _host.Services.GetRequiredService<NoteConsumer.Seen>().Held.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        LetGo();
        await Raw.DisposeAsync();
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }

    private static IHost Build(string uri, int deliveryLimit)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<NoteConsumer.Seen>();
        builder.Services.AddFailurePolicy().AddSingleton<FailureClassification>();
        builder.Services.Configure<FailureOptions>(options => options.Immediate.Retries = 0);
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<NoteConsumer>();
            bus.AddRabbitMqMessaging();
            bus.UsingRabbitMq((context, rabbitMq) =>
            {
                rabbitMq.Host(uri, "tests");
                rabbitMq.UseDurableErrorQueues();
                rabbitMq.ReceiveEndpoint(Queue, endpoint =>
                {
                    endpoint.UseDurableQueue(Queue, deliveryLimit);
                    endpoint.UseRawJsonDeserializer(RawSerializerOptions.All);
                    endpoint.UseFailurePolicy(context, redelivery: false);
                    endpoint.ConfigureConsumer<NoteConsumer>(context);
                });
            });
        });
        return builder.Build();
    }
}
