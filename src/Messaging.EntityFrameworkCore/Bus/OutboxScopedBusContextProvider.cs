using MassTransit;
using MassTransit.DependencyInjection;
using Messaging.EntityFrameworkCore.Outbox;

namespace Messaging.EntityFrameworkCore.Bus;

/// <summary>Replaces MassTransit's own, so that everything injected in a scope goes through the outbox.</summary>
internal sealed class OutboxScopedBusContextProvider(
    IBus bus, OutboxBuffer buffer, Bind<IBus, IClientFactory> clientFactory, Bind<IBus, IScopedConsumeContextProvider> busProvider,
    IScopedConsumeContextProvider globalProvider, IServiceProvider provider) : IScopedBusContextProvider<IBus>
{
    public ScopedBusContext Context { get; } =
        new OutboxScopedBusContext(bus, buffer, clientFactory.Value, busProvider.Value, globalProvider, provider);
}
