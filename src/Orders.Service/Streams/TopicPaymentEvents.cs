using Messaging.Kafka;
using Orders.Contracts;
using Orders.Service.Workflow;

namespace Orders.Service.Streams;

/// <summary>Emits on the topic <c>payments.events</c>.</summary>
internal sealed class TopicPaymentEvents(ITopicProducer<string, PaymentEvent> producer) : IPaymentEvents
{
    public Task EmitAsync(PaymentEvent paymentEvent, TimeSpan delay, CancellationToken cancellationToken) =>
        producer.Produce(
            OrderMessagingExtensions.KeyOf(paymentEvent.OrderId), paymentEvent, options => options.Delay = delay, cancellationToken);
}
