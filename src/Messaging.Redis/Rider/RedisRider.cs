using MassTransit;
using MassTransit.Transports;

namespace Messaging.Redis;

/// <summary>
/// Starts and stops the endpoints with the bus. Ready at once, server or none: a service whose Redis is away must start, and say so.
/// </summary>
internal sealed class RedisRider(
    RedisHost host, ReceiveEndpointCollection endpoints, IReadOnlyList<RedisReceiveTransport> transports, IReadOnlyList<DeadLetterCollector> collectors)
    : IRedisRider, IRiderControl
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public RiderHandle Start(CancellationToken cancellationToken = default)
    {
        var stopping = new CancellationTokenSource();
        var running = Task.WhenAll([
            Task.Run(() => ReportAsync(stopping.Token), CancellationToken.None),
            .. collectors.Select(collector => Task.Run(() => collector.RunAsync(stopping.Token), CancellationToken.None)),
        ]);
        endpoints.StartEndpoints(cancellationToken);
        return new Handle(endpoints, running, stopping);
    }

    public IEnumerable<EndpointHealthResult> CheckEndpointHealth() => endpoints.CheckEndpointHealth();

    private async Task ReportAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            foreach (var transport in transports)
                await transport.ReportAsync();
            await Task.Delay(Interval, host.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed class Handle(ReceiveEndpointCollection endpoints, Task running, CancellationTokenSource stopping) : RiderHandle
    {
        public Task Ready => Task.CompletedTask;

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            await stopping.CancelAsync();
            await running;
            await endpoints.StopEndpoints(cancellationToken);
            stopping.Dispose();
        }
    }
}
