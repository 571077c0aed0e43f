using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Messaging.RabbitMq.DeadLetters;

/// <summary>A message that was taken from a queue of dead letters and is not acknowledged yet.</summary>
/// <param name="Place">Where it lay.</param>
/// <param name="Tag">By which it is acknowledged.</param>
/// <param name="Properties">Its AMQP properties.</param>
/// <param name="Exchange">Through which it came.</param>
/// <param name="RoutingKey">With which it came.</param>
/// <param name="Body">Its body: a copy, since the client takes its buffer back.</param>
internal sealed record CollectedMessage(
    DeadLetterPlace Place, ulong Tag, IReadOnlyBasicProperties Properties, string Exchange, string RoutingKey, ReadOnlyMemory<byte> Body)
{
    public static CollectedMessage Of(DeadLetterPlace place, BasicDeliverEventArgs delivery) =>
        new(place, delivery.DeliveryTag, delivery.BasicProperties, delivery.Exchange, delivery.RoutingKey, delivery.Body.ToArray());
}
