using MassTransit;
using Orders.Service.Workflow;

namespace Orders.Service.Consumers;

internal sealed class ProcessDataConsumerDefinition : ConsumerDefinition<ProcessDataConsumer>
{
    public ProcessDataConsumerDefinition() => EndpointName = Queues.Data;
}
