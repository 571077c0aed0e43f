using Messaging.Kafka;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Orders.Service.Monitoring;

/// <summary>
/// Whether the topics' consumers get on. One that is out of its group or stands still is named; the replica stays in service, because its
/// partitions go to another and it recovers by itself. A lost connection is the matter of <see cref="KafkaHealthCheck"/>.
/// </summary>
internal sealed class KafkaConsumersHealthCheck(IKafkaHealth kafka) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var sick = kafka.Status().Endpoints.Where(e => e.State is KafkaEndpointState.OutOfGroup or KafkaEndpointState.Stalled).ToList();
        return Task.FromResult(sick.Count == 0
            ? HealthCheckResult.Healthy("All consumers of topics get on.")
            : HealthCheckResult.Degraded(string.Join(' ', sick.Select(Words))));
    }

    private static string Words(KafkaEndpointStatus endpoint) => endpoint.State == KafkaEndpointState.OutOfGroup
        ? $"The consumer of {endpoint.Topic} is out of group {endpoint.Group}; it joins again by itself."
        : $"The consumer of {endpoint.Topic} in group {endpoint.Group} finishes nothing, with {endpoint.Lag} records waiting.";
}
