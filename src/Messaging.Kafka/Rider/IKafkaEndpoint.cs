using MassTransit;
using MassTransit.Transports;

namespace Messaging.Kafka;

/// <summary>An endpoint as it was configured, before the bus is there.</summary>
internal interface IKafkaEndpoint
{
    string Name { get; }

    KafkaReceiveTransport Build(IBusInstance bus, KafkaHost host, IRiderRegistrationContext context, out ReceiveEndpointContext endpointContext);
}
