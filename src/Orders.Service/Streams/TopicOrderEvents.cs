using Messaging.Kafka;
using Orders.Contracts;
using Orders.Service.Workflow;

namespace Orders.Service.Streams;

/// <summary>Announces on the topic <c>orders.events</c>.</summary>
internal sealed class TopicOrderEvents(ITopicProducer<string, OrderEvent> producer) : IOrderEvents
{
    public Task AnnounceAsync(OrderEvent change, CancellationToken cancellationToken) =>
        producer.Produce(OrderMessagingExtensions.KeyOf(change.OrderId), change, cancellationToken);
}
