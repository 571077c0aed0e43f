using MassTransit;
using Messaging.Kafka;
using Orders.Contracts;
using Orders.Service.Exchanges;
using Orders.Service.Workflow;

namespace Orders.Service.Streams;

/// <summary>Announces on the topic <c>orders.events</c>, and on the exchanges of the bus.</summary>
internal sealed class TopicOrderEvents(ITopicProducer<string, OrderEvent> producer, IPublishEndpoint bus) : IOrderEvents
{
    public async Task AnnounceAsync(OrderEvent change, CancellationToken cancellationToken)
    {
        await producer.Produce(OrderMessagingExtensions.KeyOf(change.OrderId), change, cancellationToken);
        await bus.PublishChangeAsync(change, cancellationToken);
    }
}
