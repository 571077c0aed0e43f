using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Messaging.Depth;

/// <summary>Registration.</summary>
public static class QueueDepthExtensions
{
    /// <summary>
    /// Watches the queues of every <see cref="IQueueDepthSource"/>: list, metrics, log and the health check <c>queues</c>. The settings are the
    /// caller's to bind: <see cref="QueueDepthOptions"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="tags">The tags of the health check, by which endpoints choose.</param>
    public static IServiceCollection AddQueueDepth(this IServiceCollection services, params string[] tags)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<QueueDepthOptions>();
        services.TryAddSingleton<QueueDepths>();
        services.TryAddSingleton<QueueDepthInstruments>();
        services.AddHostedService<QueueDepthMonitor>();
        services.AddHealthChecks().AddCheck<QueueDepthHealthCheck>("queues", tags: tags);
        return services;
    }
}
