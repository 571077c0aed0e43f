using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Parking;
using Messaging.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Inbox;

/// <summary>Every hour: partitions of the inbox for the days to come, and away with those beyond the window.</summary>
internal sealed class InboxHousekeeping<TDbContext>(
    IServiceScopeFactory scopes, MessagingDatabases databases, IEnumerable<IParkingDatabase> parking, TimeProvider time, IOptions<TransactionalMessagingOptions> options,
    ILogger<InboxHousekeeping<TDbContext>> logger) : BackgroundService
    where TDbContext : DbContext
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failed = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            var delay = Interval;
            try
            {
                using var untraced = Untraced.Begin();
                await using var scope = scopes.CreateAsyncScope();
                var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
                await databases.For(context).MaintainInboxAsync(context, options.Value.InboxDays, stoppingToken).ConfigureAwait(false);
                // What was given up is remembered as long as what took effect.
                await parking.First(database => database.Serves(context)).ForgetAsync(context, TimeSpan.FromDays(options.Value.InboxDays), stoppingToken).ConfigureAwait(false);
                failed = false;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Once is no news: the schema may just be on its way.
                delay = RetryInterval;
                if (failed)
                    RelayLog.HousekeepingFailed(logger, delay, exception.Message);
                failed = true;
            }

            await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
