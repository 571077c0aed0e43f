using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Depth;

/// <summary>Degraded, never unhealthy, with the names of the queues above their thresholds: a backlog is no reason to take replicas out of service.</summary>
internal sealed class QueueDepthHealthCheck(QueueDepths depths) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var backedUp = depths.Current.Where(queue => queue.State is QueueState.Degraded).ToList();
        return Task.FromResult(backedUp.Count == 0
            ? HealthCheckResult.Healthy("No queue is above its threshold.")
            : HealthCheckResult.Degraded($"Backed up: {string.Join("; ", backedUp.Select(Describe))}."));
    }

    private static string Describe(WatchedQueue queue)
    {
        var messages = FormattableString.Invariant($"{queue.Depth.System} {queue.Depth.Name} with {queue.Depth.Messages} messages of at most {queue.Threshold}");
        return queue.Depth.OldestAge > queue.OldestAllowed
            ? FormattableString.Invariant($"{messages}, the oldest {queue.Depth.OldestAge.Value.TotalSeconds:0} s old of at most {queue.OldestAllowed.TotalSeconds:0} s")
            : messages;
    }
}
