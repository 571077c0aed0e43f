using Messaging.Kafka;

namespace Orders.Service.Monitoring;

/// <summary>The connection to Kafka as the rider sees it.</summary>
internal sealed class KafkaHealthCheck(IKafkaHealth kafka) : BrokerHealth("Kafka", "ConnectionStrings__Kafka")
{
    protected override Task<BrokerConnection> LookAsync(CancellationToken cancellationToken)
    {
        var status = kafka.Status();
        if (status.EverConnected)
            MarkConnected();
        return Task.FromResult(new BrokerConnection(status.Connected, status.BootstrapServers));
    }
}
