using MassTransit;
using MassTransit.Transports;
using Microsoft.Extensions.Logging;

namespace Messaging.Kafka;

/// <summary>
/// Starts and stops the endpoints with the bus. Ready at once, brokers or none: a service whose Kafka is away must start, and say so.
/// </summary>
internal sealed class KafkaRider(
    KafkaHost host, ReceiveEndpointCollection endpoints, IReadOnlyList<KafkaReceiveTransport> transports, IReadOnlyList<DeadLetterCollector> collectors) : IKafkaRider, IRiderControl
{
    private static readonly TimeSpan Unsettled = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);

    public RiderHandle Start(CancellationToken cancellationToken = default)
    {
        var stopping = new CancellationTokenSource();
        var watching = Task.Run(() => WatchAsync(stopping.Token), CancellationToken.None);
        endpoints.StartEndpoints(cancellationToken);
        var collecting = collectors.Select(c => Task.Run(() => c.RunAsync(stopping.Token), CancellationToken.None));
        return new Handle(endpoints, Task.WhenAll([watching, .. collecting]), stopping);
    }

    public IEnumerable<EndpointHealthResult> CheckEndpointHealth() => endpoints.CheckEndpointHealth();

    private async Task WatchAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var topic = host.Topics.Complete ? host.Settings.Topics.Keys.FirstOrDefault() : null;
                var connected = await host.Connection.ProbeAsync(host.Admin, topic, stopping);
                if (connected && !host.Topics.Complete)
                    await host.Topics.EnsureAsync(stopping);

                foreach (var transport in transports)
                {
                    if (connected)
                        await transport.MeasureAsync(stopping);
                    await transport.ReportAsync();
                }

                var settled = connected && host.Topics.Complete && transports.All(t => t.Monitor.State == KafkaEndpointState.Running);
                await Task.Delay(settled ? Settled : Unsettled, host.Time, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                host.Logger.WatchFailed(exception, host.Settings.BootstrapServers);
                await Task.Delay(Unsettled, host.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private sealed class Handle(ReceiveEndpointCollection endpoints, Task watching, CancellationTokenSource stopping) : RiderHandle
    {
        public Task Ready => Task.CompletedTask;

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            await stopping.CancelAsync();
            await watching;
            await endpoints.StopEndpoints(cancellationToken);
            stopping.Dispose();
        }
    }
}
