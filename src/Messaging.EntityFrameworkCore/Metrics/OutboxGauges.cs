using Messaging.EntityFrameworkCore.Outbox;
using Messaging.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Metrics;

/// <summary>Looks at the outbox every few seconds, so that whoever reads the gauges never waits for the database.</summary>
internal sealed class OutboxGauges<TDbContext>(
    IServiceScopeFactory scopes, MessagingDatabases databases, MessagingInstruments instruments, TimeProvider time,
    IOptions<TransactionalMessagingOptions> options, ILogger<OutboxGauges<TDbContext>> logger) : BackgroundService
    where TDbContext : DbContext
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.MeasureInterval, time);
        try
        {
            do
            {
                if (instruments.AreGaugesWatched)
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
            await using var scope = scopes.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
            instruments.Measured(
                typeof(TDbContext).Name, await databases.For(context).MeasureAsync(context, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            // No number is better than an old one. The relay is who says that the database is away.
            instruments.Measured(typeof(TDbContext).Name, null);
            RelayLog.NotMeasured(logger, exception.Message);
        }
    }
}
