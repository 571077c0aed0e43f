using MassTransit;
using MassTransit.Events;
using MassTransit.Transports;
using Messaging.Parking;

namespace Messaging.Kafka;

/// <summary>Starts and stops an endpoint's consumer, and tells MassTransit how it is.</summary>
internal sealed class KafkaReceiveTransport(KafkaReceiveEndpointContext context, EndpointMonitor monitor, Func<ConsumerLoop> createLoop, ParkedKeyRunner? runner) : IReceiveTransport
{
    private KafkaEndpointState _reported = KafkaEndpointState.Starting;

    public EndpointMonitor Monitor => monitor;

    public ReceiveTransportHandle Start()
    {
        var loop = createLoop();
        loop.Start();
        // It needs the database alone, and so runs while Kafka is away.
        var stopping = new CancellationTokenSource();
        var running = runner is null ? Task.CompletedTask : Task.Run(() => runner.RunAsync(stopping.Token), CancellationToken.None);
        return new Handle(loop, running, stopping, context);
    }

    /// <summary>Looks how far the group is; while no broker answers there is nothing to see.</summary>
    public Task MeasureAsync(CancellationToken cancellationToken) => monitor.Lag.MeasureAsync(cancellationToken);

    /// <summary>Tells the bus's own health check when the state has changed.</summary>
    public Task ReportAsync()
    {
        var state = monitor.State;
        if (state == _reported)
            return Task.CompletedTask;

        _reported = state;
        return state switch
        {
            KafkaEndpointState.Running => context.TransportObservers.Ready(new ReceiveTransportReadyEvent(context.InputAddress)),
            KafkaEndpointState.Disconnected or KafkaEndpointState.OutOfGroup or KafkaEndpointState.Stalled => context.TransportObservers.Faulted(new ReceiveTransportFaultedEvent(
                context.InputAddress, new ConnectionException(monitor.LastError ?? Words(state)))),
            _ => Task.CompletedTask,
        };
    }

    public ConnectHandle ConnectReceiveObserver(IReceiveObserver observer) => context.ConnectReceiveObserver(observer);

    public ConnectHandle ConnectPublishObserver(IPublishObserver observer) => context.ConnectPublishObserver(observer);

    public ConnectHandle ConnectSendObserver(ISendObserver observer) => context.ConnectSendObserver(observer);

    public ConnectHandle ConnectReceiveTransportObserver(IReceiveTransportObserver observer) => context.ConnectReceiveTransportObserver(observer);

    public void Probe(ProbeContext probe) => context.Probe(probe.CreateScope("transport"));

    private static string Words(KafkaEndpointState state) => state switch
    {
        KafkaEndpointState.OutOfGroup => "The consumer is out of its group; it joins again by itself",
        KafkaEndpointState.Stalled => "The consumer does not get on",
        _ => "Kafka does not answer",
    };

    private sealed class Handle(ConsumerLoop loop, Task running, CancellationTokenSource stopping, KafkaReceiveEndpointContext context) : ReceiveTransportHandle
    {
        public async Task Stop(CancellationToken cancellationToken = default)
        {
            await stopping.CancelAsync();
            await loop.StopAsync(cancellationToken);
            await running.WaitAsync(cancellationToken);
            stopping.Dispose();
            loop.Dispose();
            await context.TransportObservers.Completed(new ReceiveTransportCompletedEvent(context.InputAddress, new NoMetrics()));
        }
    }

    private sealed class NoMetrics : DeliveryMetrics
    {
        public long DeliveryCount => 0;

        public int ConcurrentDeliveryCount => 0;
    }
}
