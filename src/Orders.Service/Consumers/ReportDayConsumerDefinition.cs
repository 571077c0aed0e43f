using MassTransit;
using Orders.Service.Workflow;

namespace Orders.Service.Consumers;

internal sealed class ReportDayConsumerDefinition : ConsumerDefinition<ReportDayConsumer>
{
    public ReportDayConsumerDefinition() => EndpointName = Queues.Maintenance;
}
