using MassTransit;

namespace Orders.Service.Consumers;

/// <summary>Registers the consumers of queues.</summary>
internal static class ConsumersExtensions
{
    /// <summary>Adds what the consumers need.</summary>
    public static IServiceCollection AddConsumerServices(this IServiceCollection services) =>
        services.AddSingleton<IEmailSender, LoggingEmailSender>();

    /// <summary>Adds each consumer with its definition, which names its queue.</summary>
    public static void AddOrderConsumers(this IRegistrationConfigurator bus)
    {
        bus.AddConsumer<ReserveStockConsumer, ReserveStockConsumerDefinition>();
        bus.AddConsumer<RequestPaymentConsumer, RequestPaymentConsumerDefinition>();
        bus.AddConsumer<RefundPaymentConsumer, RefundPaymentConsumerDefinition>();
        bus.AddConsumer<SendEmailConsumer, SendEmailConsumerDefinition>();
    }
}
