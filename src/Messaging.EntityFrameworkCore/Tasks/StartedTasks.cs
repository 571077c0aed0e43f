using System.Collections.Concurrent;
using Messaging.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>
/// Writes that tasks have started, for those that run longer than a moment and many at once: a short task says so itself when it ends.
/// </summary>
internal sealed class StartedTasks<TDbContext>(IServiceScopeFactory scopes, TaskDatabases databases, TimeProvider time, ILogger<StartedTasks<TDbContext>> logger)
    : BackgroundService, IStartedTasks
    where TDbContext : DbContext
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TaskRun, long> _unwritten = new();
    private readonly SemaphoreSlim _woken = new(0, 1);
    private int _waits;

    public void Began(TaskRun run)
    {
        _unwritten[run] = time.GetTimestamp();
        if (Interlocked.Exchange(ref _waits, 0) == 1)
            _woken.Release();
    }

    public void Ended(TaskRun run) => _unwritten.TryRemove(run, out _);

    public override void Dispose()
    {
        _woken.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var untraced = Untraced.Begin();
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Moment;
            try
            {
                await UntilSomeAsync(stoppingToken).ConfigureAwait(false);
                await WriteAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException && !stoppingToken.IsCancellationRequested)
            {
                // The tasks themselves go on, and say how they ended.
                TaskLog.StartedUnwritten(logger, _unwritten.Count, exception.Message);
                pause = RetryInterval;
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task UntilSomeAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _waits, 1);
        if (_unwritten.IsEmpty)
            await _woken.WaitAsync(cancellationToken).ConfigureAwait(false);
        else if (Interlocked.Exchange(ref _waits, 0) == 0)
            await _woken.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var runs = _unwritten.Where(run => time.GetElapsedTime(run.Value) >= Moment).Select(run => run.Key).ToList();
        if (runs.Count == 0)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
        await ((ITaskInbox)databases.For(context)).StartedAsync(context, runs.ConvertAll(run => run.Attempt), cancellationToken).ConfigureAwait(false);
        foreach (var run in runs)
            _unwritten.TryRemove(run, out _);
    }
}
