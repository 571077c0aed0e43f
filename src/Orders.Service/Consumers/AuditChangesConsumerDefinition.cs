using MassTransit;
using Messaging.RabbitMq;
using Orders.Service.Exchanges;
using Orders.Service.Workflow;

namespace Orders.Service.Consumers;

internal sealed class AuditChangesConsumerDefinition : ConsumerDefinition<AuditChangesConsumer>
{
    public AuditChangesConsumerDefinition() => EndpointName = Queues.OrderAudit;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<AuditChangesConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.BindExchange(ExchangeNames.Topic, ExchangeKind.Topic, ExchangeNames.EveryChange);
}
