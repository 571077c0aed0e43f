using Messaging.EntityFrameworkCore.Outbox;
using Messaging.Parking;
using Messaging.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Parking;

/// <summary>Looks at parked keys every few seconds, so that whoever reads the gauges never waits for the database.</summary>
internal sealed class ParkedGauges(
    IParkedKeys keys, ParkedInstruments instruments, TimeProvider time, IOptions<TransactionalMessagingOptions> options, ILogger<ParkedGauges> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.MeasureInterval, time);
        try
        {
            do
            {
                if (instruments.AreWatched)
                    await MeasureAsync(stoppingToken).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var untraced = Untraced.Begin();
            instruments.Measured(await keys.LoadAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            // No number is better than an old one. The relay is who says that the database is away.
            instruments.Measured([]);
            RelayLog.NotMeasured(logger, exception.Message);
        }
    }
}
