using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;

namespace Messaging.Redis;

/// <summary>What a consumer of an entry sends and publishes goes to the bus.</summary>
internal sealed class RedisReceiveEndpointContext(IBusInstance bus, IReceiveEndpointConfiguration configuration, EndpointSettings settings)
    : BaseReceiveEndpointContext(bus.HostConfiguration, configuration)
{
    public override Exception ConvertException(Exception exception, string message) =>
        new ConnectionException($"{message} ({settings.Name})", exception);

    public override void AddSendAgent(IAgent agent) => throw new NotSupportedException("A Redis endpoint has no send agents.");

    public override void AddConsumeAgent(IAgent agent) => throw new NotSupportedException("A Redis endpoint has no consume agents.");

    public override void Probe(ProbeContext context)
    {
        context.Add("type", "redis");
        context.Add("source", settings.Source);
        context.Add("group", settings.Group ?? "");
    }

    protected override ISendEndpointProvider CreateSendEndpointProvider() => bus.Bus;

    protected override IPublishEndpointProvider CreatePublishEndpointProvider() => bus.Bus;

    protected override ISendTransportProvider CreateSendTransportProvider() => throw new NotSupportedException("Sending goes through the bus.");

    protected override IPublishTransportProvider CreatePublishTransportProvider() =>
        throw new NotSupportedException("Publishing goes through the bus.");
}
