using MassTransit;
using Orders.Service.Workflow;

namespace Orders.Service.Consumers;

internal sealed class RefundPaymentConsumerDefinition : ConsumerDefinition<RefundPaymentConsumer>
{
    public RefundPaymentConsumerDefinition() => EndpointName = Queues.RequestPayment;
}
