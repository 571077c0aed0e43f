using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;

namespace Messaging.Riders;

/// <summary>The context of a rider's endpoint: what its consumers send and publish goes to the bus.</summary>
/// <param name="bus">The bus.</param>
/// <param name="configuration">That of the endpoint.</param>
/// <param name="name">Whom an error of the endpoint names.</param>
/// <param name="probe">What the endpoint tells a probe of itself.</param>
public sealed class RiderReceiveEndpointContext(
    IBusInstance bus, IReceiveEndpointConfiguration configuration, string name, IReadOnlyDictionary<string, string> probe)
    : BaseReceiveEndpointContext(bus.HostConfiguration, configuration)
{
    /// <inheritdoc/>
    public override Exception ConvertException(Exception exception, string message) =>
        new ConnectionException($"{message} ({name})", exception);

    /// <inheritdoc/>
    public override void AddSendAgent(IAgent agent) => throw new NotSupportedException("A rider's endpoint has no send agents.");

    /// <inheritdoc/>
    public override void AddConsumeAgent(IAgent agent) => throw new NotSupportedException("A rider's endpoint has no consume agents.");

    /// <inheritdoc/>
    public override void Probe(ProbeContext context)
    {
        foreach (var (key, value) in probe)
            context.Add(key, value);
    }

    /// <inheritdoc/>
    protected override ISendEndpointProvider CreateSendEndpointProvider() => bus.Bus;

    /// <inheritdoc/>
    protected override IPublishEndpointProvider CreatePublishEndpointProvider() => bus.Bus;

    /// <inheritdoc/>
    protected override ISendTransportProvider CreateSendTransportProvider() => throw new NotSupportedException("Sending goes through the bus.");

    /// <inheritdoc/>
    protected override IPublishTransportProvider CreatePublishTransportProvider() =>
        throw new NotSupportedException("Publishing goes through the bus.");
}
