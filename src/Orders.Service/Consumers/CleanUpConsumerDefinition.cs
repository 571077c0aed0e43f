using MassTransit;
using Orders.Service.Workflow;

namespace Orders.Service.Consumers;

internal sealed class CleanUpConsumerDefinition : ConsumerDefinition<CleanUpConsumer>
{
    public CleanUpConsumerDefinition() => EndpointName = Queues.Maintenance;
}
