using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;
using Messaging.Failures;
using Messaging.Parking;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Kafka;

/// <summary>Builds the endpoint of a topic and a group.</summary>
internal sealed class KafkaEndpoint<TKey, T>(string topic, string group, Action<IKafkaTopicEndpointConfigurator<TKey, T>> configure) : IKafkaEndpoint
    where T : class
{
    public string Name => $"kafka/{topic}/{group}";

    public KafkaReceiveTransport Build(IBusInstance bus, KafkaHost host, IRiderRegistrationContext context, out ReceiveEndpointContext endpointContext)
    {
        var settings = new EndpointSettings(topic, group) { MessageType = MessageUrn.ForTypeString<T>() };
        var reader = new RecordReader<TKey, T>(host.Settings.Json);
        var parent = bus.HostConfiguration.CreateReceiveEndpointConfiguration(Name, null);
        var configuration = new KafkaEndpointConfiguration<TKey, T>(bus, parent, settings, reader);
        configure(configuration);
        if (configuration.Validate().Where(r => r.Disposition == ValidationResultDisposition.Failure).ToList() is { Count: > 0 } failures)
            throw new ConfigurationException($"The Kafka endpoint {Name} is not valid: {string.Join("; ", failures)}");

        var endpoint = configuration.BuildContext();
        endpointContext = endpoint;
        host.Settings.Topics.TryAdd(settings.DeadLetterTopic, DeadLetterTopic());

        var kinds = context.GetService<FailureClassification>() ?? new FailureClassification(context.GetServices<IFailureClassifier>());
        var pipeline = new RecordPipeline<TKey, T>(endpoint, reader, kinds, host.Time);
        var deadLetters = new DeadLetterWriter(host, settings, host.Logger);
        var runner = settings.Parking is { } parking
            ? new ParkedKeyRunner(parking.Queue, new ParkedRecordHandler<TKey, T>(pipeline, deadLetters, settings), parking.Runner(settings), kinds, host.Time, host.Logger)
            : null;
        var keys = settings.Parking is null ? null : new KeyParking(settings.Parking, settings, runner!, host.Logger);
        var processor = new RecordProcessor<TKey, T>(pipeline, new RecordIdentities(host.TopicIds), deadLetters, keys, settings, host.Logger);

        var scheduler = new RecordScheduler(configuration.Concurrency, settings, host.Time,
            (record, token) => host.Instruments.ProcessAsync(settings, record, processor.ProcessAsync, token));
        var monitor = new EndpointMonitor(settings, host) { Scheduler = scheduler };
        return new KafkaReceiveTransport(endpoint, monitor, () => new ConsumerLoop(settings, host, monitor, scheduler, host.Logger), runner);
    }

    // One partition keeps the order in which things failed; dead letters wait for people, so they do not expire.
    private static KafkaTopicOptions DeadLetterTopic() => new()
    {
        Partitions = 1,
        Configs = { ["retention.ms"] = "-1", ["cleanup.policy"] = "delete", ["max.message.bytes"] = "16777216" },
    };
}
