using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;
using Messaging.DeadLetters;
using Microsoft.Extensions.DependencyInjection;

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
        busInstance.Connect<IKafkaRider>(new KafkaRider(host, collection, transports, Collectors(transports)));
    }

    private List<DeadLetterCollector> Collectors(List<KafkaReceiveTransport> transports)
    {
        if (!host.Settings.CollectDeadLetters)
            return [];

        var store = context.GetService<IDeadLetterStore>()
            ?? throw new ConfigurationException("CollectDeadLetters needs a store: call AddTransactionalMessaging, or register an IDeadLetterStore.");
        var settings = transports.Select(t => t.Monitor.Settings).ToList();
        if (settings.GroupBy(s => s.DeadLetterTopic, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } shared)
            throw new ConfigurationException($"Dead letters are collected, and {shared.Key} belongs to two endpoints: nobody could tell whose they are.");

        var reader = new DeadLetterReader(settings.ToDictionary(s => s.DeadLetterTopic, StringComparer.Ordinal), host.TopicIds);
        return [.. settings.GroupBy(s => s.Group, StringComparer.Ordinal)
            .Select(g => new DeadLetterCollector(g.Key + DeadLetterCollector.GroupSuffix, reader, [.. g], store, host))];
    }

    public IEnumerable<ValidationResult> Validate()
    {
        if (string.IsNullOrWhiteSpace(host.Settings.BootstrapServers))
            yield return this.Failure("Host", "names no broker: call kafka.Host(\"host:9092\") in UsingKafka");

        foreach (var twice in endpoints.GroupBy(e => e.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
            yield return this.Failure("TopicEndpoint", $"{twice.Key} is configured twice");
    }
}
