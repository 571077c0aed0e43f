using Messaging.Checks;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.RabbitMq;

/// <summary>Registration of the start-up checks of RabbitMQ.</summary>
public static class RabbitMqCheckExtensions
{
    /// <summary>Adds the checks of held messages, credentials, TLS, queue arguments and bindings. They read <see cref="RabbitMqCheckOptions"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="uri">See <see cref="RabbitMqAddress"/>.</param>
    public static IServiceCollection AddRabbitMqChecks(this IServiceCollection services, string uri)
    {
        services.AddSingleton(new RabbitMqUri(uri));
        services.AddOptions<RabbitMqCheckOptions>();
        return services.AddStartupCheck<RabbitMqSettingsCheck>().AddStartupCheck<RabbitMqTopologyCheck>();
    }
}
