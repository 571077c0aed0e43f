using Messaging.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>Counts the tasks every few seconds, so that whoever reads the gauge never waits for the database.</summary>
internal sealed class TaskGauges<TDbContext>(
    IServiceScopeFactory scopes, TaskDatabases databases, TaskInstruments instruments, TimeProvider time,
    IOptions<TransactionalMessagingOptions> options, ILogger<TaskGauges<TDbContext>> logger) : BackgroundService
    where TDbContext : DbContext
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (instruments.IsGaugeWatched)
                await MeasureAsync(stoppingToken).ConfigureAwait(false);
            await Task.Delay(options.Value.MeasureInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var untraced = Untraced.Begin();
            await using var scope = scopes.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
            instruments.Open = await databases.For(context).CountOpenAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            // No number is better than an old one.
            instruments.Open = [];
            TaskLog.NotCounted(logger, exception.Message);
        }
    }
}
