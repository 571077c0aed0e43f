using MassTransit;
using Messaging.RabbitMq;

namespace Orders.Service.Monitoring;

/// <summary>The connection to RabbitMQ: whether the bus has started on it, and whether the broker answers now.</summary>
internal sealed class RabbitMqHealthCheck(IBusControl bus) : BrokerHealth("RabbitMQ", "ConnectionStrings__RabbitMq")
{
    private const int DefaultPort = 5672;

    protected override async Task<BrokerConnection> LookAsync(CancellationToken cancellationToken)
    {
        var health = bus.CheckHealth();
        // One queue of several may not be ready while the connection is there. The rider's endpoints are among them and say nothing
        // about RabbitMQ.
        var isUp = health.Status is not BusHealthStatus.Unhealthy
            && health.Endpoints.Values.Any(endpoint => IsQueue(endpoint.InputAddress) && endpoint.Status is BusHealthStatus.Healthy);
        if (isUp && bus.Address.Scheme is not "loopback")
        {
            MarkConnected();
            isUp = await RabbitMqProbe.AnswersAsync(bus.Address.Host, Port(bus.Address), bus.Address.Scheme is "rabbitmqs", cancellationToken);
        }

        return new BrokerConnection(isUp, bus.Address.Scheme is "loopback" ? "(in memory)" : $"{bus.Address.Host}:{Port(bus.Address)}");
    }

    private static bool IsQueue(Uri address) => !Uri.UnescapeDataString(address.AbsolutePath).Contains("/kafka/", StringComparison.Ordinal);

    private static int Port(Uri address) => address.Port > 0 ? address.Port : DefaultPort;
}
