using MassTransit;
using MassTransit.Transports;
using Messaging.Riders;

namespace Messaging.Redis;

/// <summary>Starts and stops an endpoint's loops, and tells MassTransit how it is.</summary>
internal sealed class RedisReceiveTransport(
    RiderReceiveEndpointContext context, IReadOnlyList<EndpointMonitor> monitors, IReadOnlyList<Func<EndpointLoop>> loops) : RiderReceiveTransport(context)
{
    private RedisEndpointState _reported = RedisEndpointState.Starting;

    /// <summary>That of the stream or list itself comes first.</summary>
    public EndpointMonitor Monitor => monitors[0];

    public override ReceiveTransportHandle Start()
    {
        List<EndpointLoop> running = [.. loops.Select(create => create())];
        running.ForEach(loop => loop.Start());
        return new Handle(running, CompletedAsync);
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
            RedisEndpointState.Running => ReadyAsync(),
            RedisEndpointState.Disconnected => FaultedAsync(Monitor.LastError ?? "Redis does not answer"),
            _ => Task.CompletedTask,
        };
    }

    private sealed class Handle(List<EndpointLoop> loops, Func<Task> completed) : ReceiveTransportHandle
    {
        public async Task Stop(CancellationToken cancellationToken = default)
        {
            await Task.WhenAll(loops.Select(loop => loop.StopAsync(cancellationToken)));
            loops.ForEach(loop => loop.Dispose());
            await completed();
        }
    }
}
