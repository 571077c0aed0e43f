using MassTransit;
using Messaging.DeadLetters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.RabbitMq.DeadLetters;

/// <summary>Registration of the collector of dead letters.</summary>
public static class DeadLetterCollectorExtensions
{
    /// <summary>
    /// Moves dead letters of RabbitMQ to the registered <see cref="IDeadLetterStore"/>, of each endpoint that calls <see cref="CollectDeadLetters"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="uri">See <see cref="RabbitMqAddress"/>.</param>
    public static IServiceCollection AddRabbitMqDeadLetters(this IServiceCollection services, string uri)
    {
        services.AddOptions<DeadLetterCollectorOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CollectedQueues>();
        services.AddHostedService(provider => new DeadLetterCollector(
            uri,
            provider.GetRequiredService<CollectedQueues>(),
            provider.GetRequiredService<IDeadLetterStore>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<DeadLetterCollectorOptions>>(),
            provider.GetRequiredService<ILogger<DeadLetterCollector>>()));
        return services;
    }

    /// <summary>Collects the dead letters of this queue: from <c>QUEUE_error</c>, <c>QUEUE_skipped</c> and <c>QUEUE_dlq</c>.</summary>
    public static void CollectDeadLetters(this IRegistrationContext context, string queue)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrWhiteSpace(queue);
        context.GetService<CollectedQueues>()?.Add(queue);
    }
}
