using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>The steps of the relay, each again and again.</summary>
internal sealed class RelayLoop(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan QuietDelay = TimeSpan.FromMilliseconds(800);

    /// <summary>Repeats a step for ever; a database that is away is waited for.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> step, CancellationToken stoppingToken)
    {
        // Of whatever started the host; no message belongs to that.
        Activity.Current = null;
        var delay = TimeSpan.Zero;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (delay > TimeSpan.Zero)
                    await Task.Delay(delay, time, stoppingToken).ConfigureAwait(false);
                await step(stoppingToken).ConfigureAwait(false);
                delay = TimeSpan.Zero;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // The first failures are no news: the schema may just be on its way, or one connection was cut.
                if (delay == QuietDelay)
                    RelayLog.DatabaseAway(logger, exception.Message);
                delay = TimeSpan.FromMilliseconds(Math.Min(1600, Math.Max(100, delay.TotalMilliseconds * 2)));
            }
        }
    }
}
