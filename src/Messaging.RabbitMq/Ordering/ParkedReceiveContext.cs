using System.Net.Mime;
using MassTransit;
using MassTransit.Context;
using MassTransit.RabbitMqTransport;
using MassTransit.Serialization;
using MassTransit.Transports;
using Messaging.Inbox;
using Messaging.Parking;
using RabbitMQ.Client;

namespace Messaging.RabbitMq;

/// <summary>A parked message on its way through its endpoint's pipeline, as if it had come from the queue.</summary>
internal sealed class ParkedReceiveContext : BaseReceiveContext, RabbitMqBasicConsumeContext, TransportReceiveContext
{
    private const string TypeProperty = "RMQ-Type";

    private readonly BasicProperties _properties;

    public ParkedReceiveContext(ParkedEndpointContext endpoint, ParkedMessage message, OrderedDelivery delivery)
        : base(redelivered: true, endpoint)
    {
        _properties = ParkedQueueMessages.Restore(message);
        Exchange = ParkedQueueMessages.ExchangeOf(message);
        RoutingKey = ParkedQueueMessages.RoutingKeyOf(message);
        Body = new BytesMessageBody(message.Body?.ToArray() ?? []);
        GetOrAddPayload(() => delivery);
        GetOrAddPayload(() => new MessageIdentity(message.MessageId, message.StampedAt));
    }

    public override MessageBody Body { get; }

    public string Exchange { get; }

    public string RoutingKey { get; }

    public string ConsumerTag => "";

    public ulong DeliveryTag => 0;

    public IReadOnlyBasicProperties Properties => _properties;

    protected override IHeaderProvider HeaderProvider => new RabbitMqHeaderProvider(this);

    public IDictionary<string, object>? GetTransportProperties() =>
        string.IsNullOrEmpty(_properties.Type) ? null : new Dictionary<string, object>(StringComparer.Ordinal) { [TypeProperty] = _properties.Type };

    protected override ContentType GetContentType() =>
        string.IsNullOrWhiteSpace(_properties.ContentType) ? base.GetContentType() : ConvertToContentType(_properties.ContentType);
}
