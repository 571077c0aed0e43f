using MassTransit;
using Orders.Service.Workflow;

namespace Orders.Service.Consumers;

internal sealed class ReserveStockConsumerDefinition : ConsumerDefinition<ReserveStockConsumer>
{
    public ReserveStockConsumerDefinition() => EndpointName = Queues.ReserveStock;
}
