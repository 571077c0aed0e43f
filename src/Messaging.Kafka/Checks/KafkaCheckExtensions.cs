using Messaging.Checks;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Kafka;

/// <summary>Registration of the start-up checks of Kafka.</summary>
public static class KafkaCheckExtensions
{
    /// <summary>Adds the checks of declared partitions, of the time between polls, and of TLS.</summary>
    public static IServiceCollection AddKafkaChecks(this IServiceCollection services) =>
        services.AddStartupCheck<KafkaSettingsCheck>().AddStartupCheck<KafkaTopicsCheck>().AddStartupCheck<PollIntervalCheck>();
}
