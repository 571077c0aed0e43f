using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;

namespace Messaging.RabbitMq;

/// <summary>The endpoint for messages that don't come from its queue. What a consumer of them sends and publishes goes to the bus.</summary>
internal sealed class ParkedEndpointContext(IBusInstance bus, IReceiveEndpointConfiguration configuration)
    : BaseReceiveEndpointContext(UnobservedHost.Of(bus.HostConfiguration), configuration)
{
    public override Exception ConvertException(Exception exception, string message) => new ConnectionException($"{message} ({InputAddress})", exception);

    public override void AddSendAgent(IAgent agent) => throw new NotSupportedException($"Parked messages of {InputAddress} are sent by nobody; use the bus.");

    public override void AddConsumeAgent(IAgent agent) => throw new NotSupportedException($"Parked messages of {InputAddress} come from the database, not from a consumer.");

    protected override ISendEndpointProvider CreateSendEndpointProvider() => bus.Bus;

    protected override IPublishEndpointProvider CreatePublishEndpointProvider() => bus.Bus;

    protected override ISendTransportProvider CreateSendTransportProvider() => throw new NotSupportedException($"Sending from {InputAddress} goes through the bus.");

    protected override IPublishTransportProvider CreatePublishTransportProvider() => throw new NotSupportedException($"Publishing from {InputAddress} goes through the bus.");
}
