using MassTransit;
using Messaging.DeadLetters;
using Messaging.Failures;
using Messaging.RabbitMq.DeadLetters;
using Messaging.RabbitMq.Tests.Support;
using Messaging.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.RabbitMq.Tests.DeadLetters;

/// <summary>A service with one durable queue, the collector and a store in memory, in a virtual host of its own.</summary>
public sealed class CollectorApp : IAsyncDisposable
{
    public const string Queue = "notes";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<ReplicaHost> _hosts = [];
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
    public async Task<ReplicaHost> StartReplicaAsync(bool consume = true)
    {
        var host = await StartHostAsync(consume);
        _hosts.Add(host);
        return host;
    }

    public async Task StopAsync(ReplicaHost? host = null)
    {
        host ??= _hosts[0];
        _hosts.Remove(host);
        await host.DisposeAsync();
    }

    public Task UntilStoredAsync(int count) =>
        Eventually.BecomesTrueAsync(() => Store.Letters.Count >= count, Patience, $"{count} dead letters were stored", Token);

    public Task UntilEmptyAsync(string queue) =>
        Eventually.BecomesTrueAsync(async () => await Raw.CountAsync(queue) is 0, Patience, $"{queue} was empty", Token);

    public async ValueTask DisposeAsync()
    {
        await Raw.DisposeAsync();
        foreach (var host in _hosts)
            await host.DisposeAsync();
    }

    private Task<ReplicaHost> StartHostAsync(bool consume) => ReplicaHost.StartAsync(
        _uri,
        (context, rabbitMq) =>
        {
            context.CollectDeadLetters(Queue);
            if (consume)
                rabbitMq.ReceiveEndpoint(Queue, endpoint => Configure(endpoint, context));
        },
        services =>
        {
            services.AddSingleton(Seen).AddSingleton<IDeadLetterStore>(Store);
            services.Configure<FailureOptions>(options => (options.Immediate.Retries, options.Immediate.MinDelay) = (1, TimeSpan.FromMilliseconds(1)));
            services.Configure<DeadLetterCollectorOptions>(options => (options.PutBacks, options.RetryDelay) = (2, TimeSpan.FromMilliseconds(50)));
        },
        bus =>
        {
            bus.AddConsumer<NoteConsumer>();
            bus.AddRabbitMqDeadLetters(_uri);
        });

    private void Configure(IRabbitMqReceiveEndpointConfigurator endpoint, IBusRegistrationContext context)
    {
        endpoint.UseDurableQueue(Queue, _deliveryLimit);
        endpoint.UseRawJsonDeserializer(RawSerializerOptions.All);
        endpoint.UseFailurePolicy(context, redelivery: false);
        endpoint.ConfigureConsumer<NoteConsumer>(context);
    }
}
