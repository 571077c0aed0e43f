using Messaging.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Depth;

/// <summary>Looks at all queues every few seconds, so that whoever asks for health, metrics or the list never waits for a broker.</summary>
internal sealed partial class QueueDepthMonitor(
    IEnumerable<IQueueDepthSource> sources, QueueDepths depths, QueueDepthInstruments instruments, IOptions<QueueDepthOptions> options,
    TimeProvider time, ILogger<QueueDepthMonitor> logger) : BackgroundService
{
    // A broker that is away must not hold up the numbers of the others.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HashSet<(string System, string Name)> _degraded = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Metrics begin with the first look.
        instruments.Begin();
        while (!stoppingToken.IsCancellationRequested)
        {
            using (Untraced.Begin())
                await LookAsync(stoppingToken).ConfigureAwait(false);
            await Task.Delay(options.Value.Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var measured = await Task.WhenAll(sources.Select(source => MeasureAsync(source, cancellationToken))).ConfigureAwait(false);
        if (cancellationToken.IsCancellationRequested)
            return;
        var queues = measured.SelectMany(found => found).Select(options.Value.Judge).ToList();
        depths.Replace(queues);
        foreach (var queue in queues)
            Tell(queue);
    }

    private async Task<IReadOnlyList<QueueDepth>> MeasureAsync(IQueueDepthSource source, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await source.MeasureAsync(patience.Token).WaitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            if (!cancellationToken.IsCancellationRequested)
                NotMeasured(logger, source.System, exception.Message);
            return [];
        }
    }

    private void Tell(WatchedQueue queue)
    {
        var depth = queue.Depth;
        var key = (depth.System, depth.Name);
        if (queue.State is QueueState.Degraded && _degraded.Add(key))
        {
            QueueBackedUp(
                logger, depth.Name, depth.System, depth.Messages, queue.Threshold, depth.OldestAge?.TotalSeconds ?? 0, queue.OldestAllowed.TotalSeconds, depth.Consumers);
        }
        else if (queue.State is QueueState.Healthy && _degraded.Remove(key))
        {
            QueueDrained(logger, depth.Name, depth.System, depth.Messages);
        }
    }

    [LoggerMessage(2601, LogLevel.Warning,
        "The queue {Queue} ({System}) is backed up: {Messages} messages of at most {Threshold}, the oldest {OldestSeconds:0} s old of at most {OldestAllowed:0} s, {Consumers} consumers. Add workers, or raise QueueDepth__Queues__{Queue}__Messages", EventName = "QueueBackedUp")]
    private static partial void QueueBackedUp(
        ILogger logger, string queue, string system, long messages, long threshold, double oldestSeconds, double oldestAllowed, int? consumers);

    [LoggerMessage(2602, LogLevel.Information, "The queue {Queue} ({System}) is back under its threshold: {Messages} messages", EventName = "QueueDrained")]
    private static partial void QueueDrained(ILogger logger, string queue, string system, long messages);

    [LoggerMessage(2603, LogLevel.Debug, "The queues of {System} can't be measured now: {Reason}")]
    private static partial void NotMeasured(ILogger logger, string system, string reason);
}
