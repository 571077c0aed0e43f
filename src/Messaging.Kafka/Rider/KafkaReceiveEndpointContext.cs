using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;

namespace Messaging.Kafka;

/// <summary>What a consumer of a record sends and publishes goes to the bus.</summary>
internal sealed class KafkaReceiveEndpointContext(IBusInstance bus, IReceiveEndpointConfiguration configuration, EndpointSettings settings)
    : BaseReceiveEndpointContext(bus.HostConfiguration, configuration)
{
    public override Exception ConvertException(Exception exception, string message) =>
        new ConnectionException($"{message} ({settings.Name})", exception);

    public override void AddSendAgent(IAgent agent) => throw new NotSupportedException("A Kafka endpoint has no send agents.");

    public override void AddConsumeAgent(IAgent agent) => throw new NotSupportedException("A Kafka endpoint has no consume agents.");

    public override void Probe(ProbeContext context)
    {
        context.Add("type", "kafka");
        context.Add("topic", settings.Topic);
        context.Add("group", settings.Group);
    }

    protected override ISendEndpointProvider CreateSendEndpointProvider() => bus.Bus;

    protected override IPublishEndpointProvider CreatePublishEndpointProvider() => bus.Bus;

    protected override ISendTransportProvider CreateSendTransportProvider() => throw new NotSupportedException("Sending goes through the bus.");

    protected override IPublishTransportProvider CreatePublishTransportProvider() =>
        throw new NotSupportedException("Publishing goes through the bus.");
}
