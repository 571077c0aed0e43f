using MassTransit;

namespace Orders.Service.Consumers;

/// <summary>Registers the consumers of queues.</summary>
internal static class ConsumersExtensions
{
    /// <summary>Adds what the consumers need.</summary>
    public static IServiceCollection AddConsumerServices(this IServiceCollection services) =>
        services.AddSingleton<IEmailSender, LoggingEmailSender>();

    /// <summary>Adds every consumer of this folder with its definition, which names its queue.</summary>
    public static void AddOrderConsumers(this IRegistrationConfigurator bus)
    {
        // MassTransit's own search finds public classes only.
        Type[] inThisFolder = [.. typeof(ConsumersExtensions).Assembly.GetTypes().Where(type => type.Namespace == typeof(ConsumersExtensions).Namespace)];
        bus.AddConsumers(inThisFolder);
    }
}
