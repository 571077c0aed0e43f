using MassTransit;
using Messaging.DeadLetters;
using Messaging.Failures;
using Messaging.RabbitMq.DeadLetters;
using Messaging.RabbitMq.Tests.Support;
using Messaging.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.RabbitMq.Tests.DeadLetters;

/// <summary>A service with one durable queue, the collector and a store in memory, in a virtual host of its own.</summary>
public sealed class CollectorApp : IAsyncDisposable
{
    public const string Queue = "notes";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<IHost> _hosts = [];
    private readonly string _uri;
    private readonly int _deliveryLimit;

    private CollectorApp(string uri, RabbitMqServer server, RawClient raw, int deliveryLimit) => (_uri, Server, Raw, _deliveryLimit) = (uri, server, raw, deliveryLimit);

    public RabbitMqServer Server { get; }

    public RawClient Raw { get; }

    public MemoryStore Store { get; } = new();

    public NoteConsumer.Seen Seen { get; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<CollectorApp> StartAsync(RabbitMqServer? own = null, int deliveryLimit = RabbitMqQueueExtensions.DefaultDeliveryLimit)
    {
        var server = own ?? await TestServers.GetRabbitMqAsync(Token);
        var uri = await server.CreateVirtualHostAsync(Token);
        var app = new CollectorApp(uri, server, await RawClient.ConnectAsync(uri), deliveryLimit);
        await app.StartReplicaAsync();
        return app;
    }

    /// <summary>Starts one more process, as far as the broker sees.</summary>
    public async Task<IHost> StartReplicaAsync(bool consume = true)
    {
        var host = Build(consume);
        await host.StartAsync(Token);
        _hosts.Add(host);
        return host;
    }

    public async Task StopAsync(IHost? host = null)
    {
        host ??= _hosts[0];
        _hosts.Remove(host);
        await host.StopAsync(Token);
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    public Task UntilStoredAsync(int count) =>
        Eventually.BecomesTrueAsync(() => Store.Letters.Count >= count, Patience, $"{count} dead letters were stored", Token);

    public Task UntilEmptyAsync(string queue) =>
        Eventually.BecomesTrueAsync(async () => await Raw.CountAsync(queue) is 0, Patience, $"{queue} was empty", Token);

    public async ValueTask DisposeAsync()
    {
        await Raw.DisposeAsync();
        foreach (var host in _hosts)
        {
            await host.StopAsync(CancellationToken.None);
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }

    private IHost Build(bool consume)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(Seen).AddSingleton<IDeadLetterStore>(Store);
        builder.Services.AddFailurePolicy().AddSingleton<FailureClassification>();
        builder.Services.Configure<FailureOptions>(options => (options.Immediate.Retries, options.Immediate.MinDelay) = (1, TimeSpan.FromMilliseconds(1)));
        builder.Services.Configure<DeadLetterCollectorOptions>(options => (options.PutBacks, options.RetryDelay) = (2, TimeSpan.FromMilliseconds(50)));
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<NoteConsumer>();
            bus.AddRabbitMqMessaging();
            bus.AddRabbitMqDeadLetters(_uri);
            bus.UsingRabbitMq((context, rabbitMq) =>
            {
                rabbitMq.Host(_uri, "tests");
                rabbitMq.UseDurableErrorQueues();
                context.CollectDeadLetters(Queue);
                if (consume)
                    rabbitMq.ReceiveEndpoint(Queue, endpoint => Configure(endpoint, context));
            });
        });
        return builder.Build();
    }

    private void Configure(IRabbitMqReceiveEndpointConfigurator endpoint, IBusRegistrationContext context)
    {
        endpoint.UseDurableQueue(Queue, _deliveryLimit);
        endpoint.UseRawJsonDeserializer(RawSerializerOptions.All);
        endpoint.UseFailurePolicy(context, redelivery: false);
        endpoint.ConfigureConsumer<NoteConsumer>(context);
    }
}
