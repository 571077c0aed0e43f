using MassTransit;
using MassTransit.Clients;
using MassTransit.DependencyInjection;
using MassTransit.Middleware;
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
    IServiceProvider provider) : ScopedBusContext, OutboxSendContext
{
    private readonly OutboxCapture _capture = provider.GetRequiredService<OutboxCapture>();

    public ISendEndpointProvider SendEndpointProvider =>
        field ??= new OutboxSendEndpointProvider(this, new LateSendEndpointProvider(this));

    public IPublishEndpoint PublishEndpoint =>
        field ??= new PublishEndpoint(new OutboxPublishEndpointProvider(this, new LatePublishEndpointProvider(this)));

    public IScopedClientFactory ClientFactory =>
        field ??= new ScopedClientFactory(new ClientFactory(new ScopedClientFactoryContext(clientFactory, provider)), Consumed);

    private ConsumeContext? Consumed =>
        busProvider.HasContext ? busProvider.GetContext() : globalProvider.HasContext ? globalProvider.GetContext() : null;

    public Task AddSend<T>(SendContext<T> context)
        where T : class
    {
        buffer.Add(_capture.Capture(context));
        return Task.CompletedTask;
    }

    public object? GetService(Type serviceType) => provider.GetService(serviceType);

    private sealed class LateSendEndpointProvider(OutboxScopedBusContext scope) : ISendEndpointProvider
    {
        private ISendEndpointProvider Current =>
            scope.Consumed is { } consumed ? new ScopedConsumeSendEndpointProvider(scope.BusItself, consumed, scope.Services) : scope.BusItself;

        public Task<ISendEndpoint> GetSendEndpoint(Uri address) => Current.GetSendEndpoint(address);

        public ConnectHandle ConnectSendObserver(ISendObserver observer) => Current.ConnectSendObserver(observer);
    }

    private sealed class LatePublishEndpointProvider(OutboxScopedBusContext scope) : IPublishEndpointProvider
    {
        private IPublishEndpointProvider Current =>
            scope.Consumed is { } consumed ? new ScopedConsumePublishEndpointProvider(scope.BusItself, consumed, scope.Services) : scope.BusItself;

        public Task<ISendEndpoint> GetPublishSendEndpoint<T>()
            where T : class => Current.GetPublishSendEndpoint<T>();

        public ConnectHandle ConnectPublishObserver(IPublishObserver observer) => Current.ConnectPublishObserver(observer);
    }

    private IBus BusItself => bus;

    private IServiceProvider Services => provider;
}
