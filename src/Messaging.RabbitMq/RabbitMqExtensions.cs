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
}
