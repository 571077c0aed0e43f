using Messaging.Schedules;
using Messaging.Tasks;
using Messaging.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Schedules;

/// <summary>
/// Runs in every replica, and none of them is special: an occurrence is a row whose key is its planned time, in one transaction with the task
/// that it enqueues and the schedule's next time. Whoever comes second finds the row, and whoever dies before the commit leaves nothing.
/// </summary>
internal sealed class Scheduler<TDbContext>(
    IServiceScopeFactory scopes, ScheduleDatabases databases, ScheduleCatalog catalog, IOptions<ScheduleOptions> options, TimeProvider time,
    ILogger<Scheduler<TDbContext>> logger) : BackgroundService
    where TDbContext : DbContext
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CleanUpInterval = TimeSpan.FromHours(1);

    private bool _declared;
    private long _cleanedUp;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // What is wrong with the schedules ends the start, and not the first round.
        _ = catalog.All;
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failed = false;
        while (!stoppingToken.IsCancellationRequested && catalog.All.Count > 0)
        {
            var pause = options.Value.PollInterval;
            try
            {
                using var untraced = Untraced.Begin();
                await LookAsync(stoppingToken).ConfigureAwait(false);
                failed = false;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException && !stoppingToken.IsCancellationRequested)
            {
                // Once is no news: the schema may just be on its way.
                if (failed)
                    ScheduleLog.RoundFailed(logger, exception.Message);
                (failed, pause) = (true, pause < RetryInterval ? pause : RetryInterval);
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!_declared)
        {
            await DeclareAsync(cancellationToken).ConfigureAwait(false);
            _declared = true;
        }

        while (await FireOneAsync(cancellationToken).ConfigureAwait(false))
        {
            // The next one that is due.
        }

        if (_cleanedUp == 0 || time.GetElapsedTime(_cleanedUp) > CleanUpInterval)
        {
            await using var scope = scopes.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
            await databases.For(context).DeleteOccurrencesAsync(context, Kept, cancellationToken).ConfigureAwait(false);
            _cleanedUp = time.GetTimestamp();
        }
    }

    private async Task DeclareAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
        var database = databases.For(context);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var now = await database.NowAsync(context, cancellationToken).ConfigureAwait(false);
        // In one order, so that replicas that start together do not wait for each other in a circle.
        foreach (var schedule in catalog.All.Values.OrderBy(schedule => schedule.Name, StringComparer.Ordinal))
            await database.DeclareAsync(context, schedule, schedule.Times.Next(now), cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> FireOneAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
        var database = databases.For(context);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        if (await database.TakeDueAsync(context, [.. catalog.All.Keys], cancellationToken).ConfigureAwait(false) is not { } due)
            return false;

        var schedule = catalog.All[due.Name];
        var planned = schedule.Times.Latest(due.NextAt, due.Now);
        var late = due.Now - planned;
        if (schedule.Missed is MissedOccurrences.Skip && late > options.Value.Grace)
        {
            ScheduleLog.Skipped(logger, due.Name, planned, late);
        }
        else if (await database.AddOccurrenceAsync(context, due.Name, planned, cancellationToken).ConfigureAwait(false))
        {
            var task = await schedule.Enqueue(scope.ServiceProvider.GetRequiredService<ITaskQueue>(), planned, cancellationToken).ConfigureAwait(false);
            await database.SetTaskAsync(context, due.Name, planned, task, cancellationToken).ConfigureAwait(false);
            ScheduleLog.Fired(logger, due.Name, planned, late, task);
        }

        await database.AdvanceAsync(context, due.Name, schedule.Times.Next(due.Now), cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }
}
