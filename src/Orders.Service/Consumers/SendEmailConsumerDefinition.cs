using MassTransit;
using Orders.Service.Workflow;

namespace Orders.Service.Consumers;

internal sealed class SendEmailConsumerDefinition : ConsumerDefinition<SendEmailConsumer>
{
    public SendEmailConsumerDefinition() => EndpointName = Queues.Email;
}
