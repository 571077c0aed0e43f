using MassTransit;
using MassTransit.Events;
using MassTransit.Transports;

namespace Messaging.Riders;

/// <summary>What is the same in the receiving of every rider: observers, and what MassTransit hears of an endpoint.</summary>
/// <param name="endpoint">The endpoint's context.</param>
public abstract class RiderReceiveTransport(ReceiveEndpointContext endpoint) : IReceiveTransport
{
    /// <inheritdoc/>
    public abstract ReceiveTransportHandle Start();

    /// <inheritdoc/>
    public ConnectHandle ConnectReceiveObserver(IReceiveObserver observer) => endpoint.ConnectReceiveObserver(observer);

    /// <inheritdoc/>
    public ConnectHandle ConnectPublishObserver(IPublishObserver observer) => endpoint.ConnectPublishObserver(observer);

    /// <inheritdoc/>
    public ConnectHandle ConnectSendObserver(ISendObserver observer) => endpoint.ConnectSendObserver(observer);

    /// <inheritdoc/>
    public ConnectHandle ConnectReceiveTransportObserver(IReceiveTransportObserver observer) => endpoint.ConnectReceiveTransportObserver(observer);

    /// <inheritdoc/>
    public void Probe(ProbeContext context) => endpoint.Probe(context.CreateScope("transport"));

    /// <summary>The endpoint receives.</summary>
    /// <returns>Done when all observers have heard of it.</returns>
    protected Task ReadyAsync() => endpoint.TransportObservers.Ready(new ReceiveTransportReadyEvent(endpoint.InputAddress));

    /// <summary>The endpoint can't receive now; it tries again by itself.</summary>
    /// <param name="reason">Why, for people.</param>
    /// <returns>Done when all observers have heard of it.</returns>
    protected Task FaultedAsync(string reason) =>
        endpoint.TransportObservers.Faulted(new ReceiveTransportFaultedEvent(endpoint.InputAddress, new ConnectionException(reason)));

    /// <summary>The endpoint has stopped.</summary>
    /// <returns>Done when all observers have heard of it.</returns>
    protected Task CompletedAsync() => endpoint.TransportObservers.Completed(new ReceiveTransportCompletedEvent(endpoint.InputAddress, new NoMetrics()));

    private sealed class NoMetrics : DeliveryMetrics
    {
        public long DeliveryCount => 0;

        public int ConcurrentDeliveryCount => 0;
    }
}
