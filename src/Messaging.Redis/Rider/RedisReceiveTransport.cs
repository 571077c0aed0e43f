using MassTransit;
using MassTransit.Events;
using MassTransit.Transports;

namespace Messaging.Redis;

/// <summary>Starts and stops an endpoint's loops, and tells MassTransit how it is.</summary>
internal sealed class RedisReceiveTransport(
    RedisReceiveEndpointContext context, IReadOnlyList<EndpointMonitor> monitors, IReadOnlyList<Func<EndpointLoop>> loops) : IReceiveTransport
{
    private RedisEndpointState _reported = RedisEndpointState.Starting;

    /// <summary>That of the stream or list itself comes first.</summary>
    public EndpointMonitor Monitor => monitors[0];

    public ReceiveTransportHandle Start()
    {
        List<EndpointLoop> running = [.. loops.Select(create => create())];
        running.ForEach(loop => loop.Start());
        return new Handle(running, context);
    }

    /// <summary>Tells the bus's own health check when the state has changed.</summary>
    public Task ReportAsync()
    {
        var state = Monitor.State;
        if (state == _reported)
            return Task.CompletedTask;

        _reported = state;
        return state switch
        {
            RedisEndpointState.Running => context.TransportObservers.Ready(new ReceiveTransportReadyEvent(context.InputAddress)),
            RedisEndpointState.Disconnected => context.TransportObservers.Faulted(new ReceiveTransportFaultedEvent(
                context.InputAddress, new ConnectionException(Monitor.LastError ?? "Redis does not answer"))),
            _ => Task.CompletedTask,
        };
    }

    public ConnectHandle ConnectReceiveObserver(IReceiveObserver observer) => context.ConnectReceiveObserver(observer);

    public ConnectHandle ConnectPublishObserver(IPublishObserver observer) => context.ConnectPublishObserver(observer);

    public ConnectHandle ConnectSendObserver(ISendObserver observer) => context.ConnectSendObserver(observer);

    public ConnectHandle ConnectReceiveTransportObserver(IReceiveTransportObserver observer) => context.ConnectReceiveTransportObserver(observer);

    public void Probe(ProbeContext probe) => context.Probe(probe.CreateScope("transport"));

    private sealed class Handle(List<EndpointLoop> loops, RedisReceiveEndpointContext context) : ReceiveTransportHandle
    {
        public async Task Stop(CancellationToken cancellationToken = default)
        {
            await Task.WhenAll(loops.Select(loop => loop.StopAsync(cancellationToken)));
            loops.ForEach(loop => loop.Dispose());
            await context.TransportObservers.Completed(new ReceiveTransportCompletedEvent(context.InputAddress, new NoMetrics()));
        }
    }

    private sealed class NoMetrics : DeliveryMetrics
    {
        public long DeliveryCount => 0;

        public int ConcurrentDeliveryCount => 0;
    }
}
