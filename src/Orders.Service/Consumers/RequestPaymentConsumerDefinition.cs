using MassTransit;
using Orders.Service.Workflow;

namespace Orders.Service.Consumers;

internal sealed class RequestPaymentConsumerDefinition : ConsumerDefinition<RequestPaymentConsumer>
{
    public RequestPaymentConsumerDefinition() => EndpointName = Queues.RequestPayment;
}
