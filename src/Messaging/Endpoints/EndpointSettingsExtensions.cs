using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Endpoints;

/// <summary>Applies the settings of an endpoint.</summary>
public static class EndpointSettingsExtensions
{
    /// <summary>Sets how many messages the endpoint holds and works on: what <c>Endpoints:NAME</c> says, else the values given.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="context">The registration.</param>
    /// <param name="name">The name of its section, usually the queue's.</param>
    /// <param name="prefetch">How many messages are held at a time.</param>
    /// <param name="concurrency">How many of them are in work at the same time.</param>
    public static void UseEndpointSettings(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context, string name, int prefetch, int concurrency)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var options = context.GetRequiredService<EndpointSettings>().For(name);
        endpoint.PrefetchCount = options.Prefetch ?? prefetch;
        endpoint.ConcurrentMessageLimit = options.Concurrency ?? concurrency;
    }
}
