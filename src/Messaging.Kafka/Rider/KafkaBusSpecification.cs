using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;

namespace Messaging.Kafka;

/// <summary>Connects the rider to the bus once that is built.</summary>
internal sealed class KafkaBusSpecification(IRiderRegistrationContext context, KafkaHost host, IReadOnlyList<IKafkaEndpoint> endpoints)
    : IBusInstanceSpecification
{
    public void Configure(IBusInstance busInstance)
    {
        var collection = new ReceiveEndpointCollection();
        var transports = new List<KafkaReceiveTransport>();
        foreach (var endpoint in endpoints)
        {
            var transport = endpoint.Build(busInstance, host, context, out var endpointContext);
            transports.Add(transport);
            collection.Add(endpoint.Name, new ReceiveEndpoint(transport, endpointContext));
        }

        host.Watch([.. transports.Select(t => t.Monitor)]);
        busInstance.Connect<IKafkaRider>(new KafkaRider(host, collection, transports));
    }

    public IEnumerable<ValidationResult> Validate()
    {
        if (string.IsNullOrWhiteSpace(host.Settings.BootstrapServers))
            yield return this.Failure("Host", "names no broker: call kafka.Host(\"host:9092\") in UsingKafka");

        foreach (var twice in endpoints.GroupBy(e => e.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
            yield return this.Failure("TopicEndpoint", $"{twice.Key} is configured twice");
    }
}
