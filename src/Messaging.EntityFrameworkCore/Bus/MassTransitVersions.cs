using MassTransit;
using MassTransit.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Bus;

/// <summary>What is called otherwise in MassTransit 9 than in the version that we ship with; the same code compiles with both.</summary>
internal static class MassTransitVersions
{
#if MASSTRANSIT_9
    public static ISendEndpointProvider SendsOf(IBus bus, ConsumeContext consumed, IServiceProvider services) =>
        new ScopedConsumeSendEndpointProvider(services, bus, consumed);

    public static IPublishEndpointProvider PublishesOf(IBus bus, ConsumeContext consumed, IServiceProvider services) =>
        new ScopedConsumePublishEndpointProvider(services, bus, consumed);

    public static IDisposable PushConsumeContext<T>(this IConsumeScopeContext<T> scope, ConsumeContext context)
        where T : class => scope.PushScopeContext(context);
#else
    public static ISendEndpointProvider SendsOf(IBus bus, ConsumeContext consumed, IServiceProvider services) =>
        new ScopedConsumeSendEndpointProvider(bus, consumed, services);

    public static IPublishEndpointProvider PublishesOf(IBus bus, ConsumeContext consumed, IServiceProvider services) =>
        new ScopedConsumePublishEndpointProvider(bus, consumed, services);
#endif
}
