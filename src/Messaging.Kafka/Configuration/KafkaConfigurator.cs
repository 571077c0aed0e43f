using System.Text.Json;
using Confluent.Kafka;

namespace Messaging.Kafka;

/// <inheritdoc/>
internal sealed class KafkaConfigurator(KafkaSettings settings, List<IKafkaEndpoint> endpoints) : IKafkaConfigurator
{
    public JsonSerializerOptions Json => settings.Json;

    public void Host(string bootstrapServers)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(bootstrapServers);
        settings.BootstrapServers = bootstrapServers;
    }

    public void Configure(Action<ClientConfig> configure) => settings.Clients.Add(configure);

    public void ConfigureConsumer(Action<ConsumerConfig> configure) => settings.Consumer.Add(configure);

    public void ConfigureProducer(Action<ProducerConfig> configure) => settings.Producer.Add(configure);

    public void CollectDeadLetters() => settings.CollectDeadLetters = true;

    public void Topic(string name, Action<KafkaTopicOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var options = new KafkaTopicOptions();
        configure?.Invoke(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Partitions, 1);
        if (!settings.Topics.TryAdd(name, options))
            throw new ArgumentException($"Topic '{name}' is declared twice.", nameof(name));
    }

    public void TopicEndpoint<TKey, T>(string topic, string group, Action<IKafkaTopicEndpointConfigurator<TKey, T>> configure)
        where T : class
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(topic);
        ArgumentException.ThrowIfNullOrWhiteSpace(group);
        KeyFormat.Require<TKey>();
        endpoints.Add(new KafkaEndpoint<TKey, T>(topic, group, configure));
    }
}
