using MassTransit;
using MassTransit.Transports;
using Messaging.Parking;
using Messaging.Riders;

namespace Messaging.Kafka;

/// <summary>Starts and stops an endpoint's consumer, and tells MassTransit how it is.</summary>
internal sealed class KafkaReceiveTransport(RiderReceiveEndpointContext context, EndpointMonitor monitor, Func<ConsumerLoop> createLoop, ParkedKeyRunner? runner)
    : RiderReceiveTransport(context)
{
    private KafkaEndpointState _reported = KafkaEndpointState.Starting;

    public EndpointMonitor Monitor => monitor;

    public override ReceiveTransportHandle Start()
    {
        var loop = createLoop();
        loop.Start();
        // It needs the database alone, and so runs while Kafka is away.
        var stopping = new CancellationTokenSource();
        var running = runner is null ? Task.CompletedTask : Task.Run(() => runner.RunAsync(stopping.Token), CancellationToken.None);
        return new Handle(loop, running, stopping, CompletedAsync);
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
            KafkaEndpointState.Running => ReadyAsync(),
            KafkaEndpointState.Disconnected or KafkaEndpointState.OutOfGroup or KafkaEndpointState.Stalled =>
                FaultedAsync(monitor.LastError ?? Words(state)),
            _ => Task.CompletedTask,
        };
    }

    private static string Words(KafkaEndpointState state) => state switch
    {
        KafkaEndpointState.OutOfGroup => "The consumer is out of its group; it joins again by itself",
        KafkaEndpointState.Stalled => "The consumer does not get on",
        _ => "Kafka does not answer",
    };

    private sealed class Handle(ConsumerLoop loop, Task running, CancellationTokenSource stopping, Func<Task> completed) : ReceiveTransportHandle
    {
        public async Task Stop(CancellationToken cancellationToken = default)
        {
            await stopping.CancelAsync();
            await loop.StopAsync(cancellationToken);
            await running.WaitAsync(cancellationToken);
            stopping.Dispose();
            loop.Dispose();
            await completed();
        }
    }
}
