using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Orders.Service.Monitoring;

/// <summary>
/// The health of a broker. One that was never reached is a mistake in the configuration and keeps the replica out of service; one that
/// is lost later does not, because orders are still accepted into the outbox and a broker's outage must not take every replica out.
/// </summary>
/// <param name="name">As people call it: <c>RabbitMQ</c>.</param>
/// <param name="configurationKey">The key to correct: <c>ConnectionStrings__RabbitMq</c>.</param>
/// <param name="meanwhile">What its loss means for orders, a sentence without its full stop.</param>
internal abstract class BrokerHealth(
    string name, string configurationKey, string meanwhile = "Orders are accepted and their messages wait in the outbox") : IHealthCheck
{
    private volatile bool _wasConnected;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var connection = await LookAsync(cancellationToken);
        if (connection.IsUp)
        {
            MarkConnected();
            return HealthCheckResult.Healthy($"{name} at {connection.Host} is connected.");
        }

        return _wasConnected
            ? HealthCheckResult.Degraded(
                $"{name} at {connection.Host} is lost. {meanwhile}; it reconnects by itself. {connection.Reason}".TrimEnd())
            : HealthCheckResult.Unhealthy(
                $"{name} at {connection.Host} was never reached. Start it, or correct {configurationKey}. {connection.Reason}".TrimEnd());
    }

    /// <summary>For brokers that tell of a connection: no probe may come between it and its loss.</summary>
    protected void MarkConnected() => _wasConnected = true;

    /// <summary>How the connection is right now; answers at once, from what is known.</summary>
    protected abstract Task<BrokerConnection> LookAsync(CancellationToken cancellationToken);
}
