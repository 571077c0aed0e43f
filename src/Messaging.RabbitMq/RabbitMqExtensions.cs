using Messaging.Depth;
using Messaging.Outbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Messaging.RabbitMq;

/// <summary>Registration.</summary>
public static class RabbitMqExtensions
{
    /// <summary>Adds what the outbox needs to know of RabbitMQ.</summary>
    public static IServiceCollection AddRabbitMqMessaging(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ITransportHealth, RabbitMqTransportHealth>());
        return services;
    }

    /// <summary>Lets <see cref="QueueDepthExtensions.AddQueueDepth"/> watch queues of the broker; one that is not there is left out.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="uri">See <see cref="RabbitMqAddress"/>.</param>
    /// <param name="queues">The queues' names.</param>
    public static IServiceCollection AddRabbitMqQueueDepth(this IServiceCollection services, string uri, IReadOnlyCollection<string> queues)
    {
        services.AddSingleton<IQueueDepthSource>(provider => new RabbitMqQueueDepthSource(uri, queues, provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
