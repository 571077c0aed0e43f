using Messaging.Telemetry;
using Orders.Service.Monitoring;
using Orders.Service.Workflow;

namespace Orders.Service.Persistence;

/// <summary>
/// Migrates in the background when the service starts, where that is wanted, and keeps trying while the database is away: the service
/// is up and not ready until then, instead of dying again and again.
/// </summary>
internal sealed partial class MigrationService(IServiceScopeFactory scopes, TimeProvider time, ILogger<MigrationService> logger) : BackgroundService
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            using var untraced = Untraced.Begin();
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                await scope.ServiceProvider.GetRequiredService<DatabaseMigrator>().MigrateAsync(stoppingToken);
                break;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                var target = DatabaseTarget.Of(scope.ServiceProvider.GetRequiredService<OrdersDbContext>().Database);
                CanNotMigrate(logger, target.Name, target.Host, DatabaseTarget.Explain(exception), DatabaseTarget.ConfigurationKey, RetryInterval);
            }

            await Task.Delay(RetryInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await RehearseAsync(stoppingToken);
    }

    private async Task RehearseAsync(CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await scope.ServiceProvider.GetRequiredService<Rehearsal>().RunAsync(stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // Only the first order's speed is lost.
            NotRehearsed(logger, exception);
        }
    }

    [LoggerMessage(1104, LogLevel.Debug, "The rehearsal of an order failed; the first real one is slower for it.")]
    private static partial void NotRehearsed(ILogger logger, Exception exception);

    [LoggerMessage(1102, LogLevel.Warning, "{Name} at {Host} can't be migrated: {Reason} Start it, or correct {Key}. Tried again in {Delay}")]
    private static partial void CanNotMigrate(ILogger logger, string name, string host, string reason, string key, TimeSpan delay);
}
