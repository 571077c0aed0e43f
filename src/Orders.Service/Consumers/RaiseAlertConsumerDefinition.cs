using MassTransit;
using Messaging.RabbitMq;
using Orders.Contracts;
using Orders.Service.Exchanges;
using Orders.Service.Workflow;

namespace Orders.Service.Consumers;

internal sealed class RaiseAlertConsumerDefinition : ConsumerDefinition<RaiseAlertConsumer>
{
    public RaiseAlertConsumerDefinition() => EndpointName = Queues.OrderAlerts;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<RaiseAlertConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.BindExchange(ExchangeNames.Severity, ExchangeKind.Direct, Severities.Warning, Severities.Error);
}
