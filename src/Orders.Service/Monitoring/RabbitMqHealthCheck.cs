using MassTransit;

namespace Orders.Service.Monitoring;

/// <summary>The connection to RabbitMQ as MassTransit sees it.</summary>
internal sealed class RabbitMqHealthCheck(IBusControl bus) : BrokerHealth("RabbitMQ", "ConnectionStrings__RabbitMq")
{
    protected override Task<BrokerConnection> LookAsync(CancellationToken cancellationToken)
    {
        var health = bus.CheckHealth();
        // One queue of several may not be ready while the connection is there. The rider's endpoints are among them and say nothing
        // about RabbitMQ.
        var isUp = health.Status is not BusHealthStatus.Unhealthy
            && health.Endpoints.Values.Any(endpoint => IsQueue(endpoint.InputAddress) && endpoint.Status is BusHealthStatus.Healthy);
        return Task.FromResult(new BrokerConnection(isUp, Host(bus.Address)));
    }

    private static bool IsQueue(Uri address) => !Uri.UnescapeDataString(address.AbsolutePath).Contains("/kafka/", StringComparison.Ordinal);

    private static string Host(Uri address) =>
        address.Scheme == "loopback" ? "(in memory)" : address.IsDefaultPort || address.Port < 0 ? address.Host : $"{address.Host}:{address.Port}";
}
