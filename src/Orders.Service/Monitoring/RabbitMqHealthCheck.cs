using MassTransit;

namespace Orders.Service.Monitoring;

/// <summary>The connection to RabbitMQ as MassTransit sees it.</summary>
internal sealed class RabbitMqHealthCheck(IBusControl bus) : BrokerHealth("RabbitMQ", "ConnectionStrings__RabbitMq")
{
    protected override Task<BrokerConnection> LookAsync(CancellationToken cancellationToken)
    {
        var health = bus.CheckHealth();
        // Degraded: an endpoint of several is not ready; the connection itself is there.
        return Task.FromResult(new BrokerConnection(health.Status is not BusHealthStatus.Unhealthy, Host(bus.Address)));
    }

    private static string Host(Uri address) =>
        address.Scheme == "loopback" ? "(in memory)" : address.IsDefaultPort || address.Port < 0 ? address.Host : $"{address.Host}:{address.Port}";
}
