using MassTransit;
using MassTransit.Clients;
using MassTransit.DependencyInjection;
using MassTransit.Middleware.Outbox;
using MassTransit.Transports;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Bus;

/// <summary>
/// What <c>IPublishEndpoint</c> and <c>ISendEndpointProvider</c> are in a scope: they capture into the scope's buffer. Whether the scope
/// belongs to a consumed message is asked at each send, so that an endpoint injected before the consumer started is no way around the outbox.
/// </summary>
internal sealed class OutboxScopedBusContext(
    IBus bus, OutboxBuffer buffer, IClientFactory clientFactory, IScopedConsumeContextProvider busProvider, IScopedConsumeContextProvider globalProvider,
    IServiceProvider provider) : ScopedBusContext
{
    private readonly CapturingSendContext _capturing = new(provider.GetRequiredService<OutboxCapture>(), provider, buffer.Add);

    public ISendEndpointProvider SendEndpointProvider =>
        field ??= new OutboxSendEndpointProvider(_capturing, new LateSendEndpointProvider(this));

    public IPublishEndpoint PublishEndpoint => field ??= new PublishEndpoint(PublishEndpointProvider);

    public IPublishEndpointProvider PublishEndpointProvider =>
        field ??= new OutboxPublishEndpointProvider(_capturing, new LatePublishEndpointProvider(this));

    public IServiceProvider ServiceProvider => provider;

    public IScopedClientFactory ClientFactory =>
        field ??= new ScopedClientFactory(new ClientFactory(new ScopedClientFactoryContext(clientFactory, provider)), Consumed);

    private ConsumeContext? Consumed =>
        busProvider.HasContext ? busProvider.GetContext() : globalProvider.HasContext ? globalProvider.GetContext() : null;

    private sealed class LateSendEndpointProvider(OutboxScopedBusContext scope) : ISendEndpointProvider
    {
        private ISendEndpointProvider Current =>
            scope.Consumed is { } consumed ? MassTransitVersions.SendsOf(scope.BusItself, consumed, scope.ServiceProvider) : scope.BusItself;

        public Task<ISendEndpoint> GetSendEndpoint(Uri address) => Current.GetSendEndpoint(address);

        public ConnectHandle ConnectSendObserver(ISendObserver observer) => Current.ConnectSendObserver(observer);
    }

    private sealed class LatePublishEndpointProvider(OutboxScopedBusContext scope) : IPublishEndpointProvider
    {
        private IPublishEndpointProvider Current =>
            scope.Consumed is { } consumed ? MassTransitVersions.PublishesOf(scope.BusItself, consumed, scope.ServiceProvider) : scope.BusItself;

        public Task<ISendEndpoint> GetPublishSendEndpoint<T>()
            where T : class => Current.GetPublishSendEndpoint<T>();

        public ConnectHandle ConnectPublishObserver(IPublishObserver observer) => Current.ConnectPublishObserver(observer);
    }

    private IBus BusItself => bus;
}
