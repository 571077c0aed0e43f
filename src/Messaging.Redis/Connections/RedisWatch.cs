using Messaging.Telemetry;
using Microsoft.Extensions.Hosting;

namespace Messaging.Redis;

/// <summary>Looks after the connection, so that the health check knows how it is without asking.</summary>
internal sealed class RedisWatch(RedisHost host) : BackgroundService
{
    private static readonly TimeSpan Unsettled = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (host.Settings.ConnectionString is null)
            return;
        using var untraced = Untraced.Begin();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var connected = await host.Connection.ProbeAsync(stoppingToken);
                await Task.Delay(connected ? Settled : Unsettled, host.Time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
