using System.Text.Json;
using Confluent.Kafka;

namespace Messaging.Kafka;

/// <summary>Configures the Kafka rider: the cluster, the topics, and the endpoints that consume them.</summary>
public interface IKafkaConfigurator
{
    /// <summary>The JSON of values. Default: camelCase, enums as PascalCase strings, unknown members ignored, missing ones refused.</summary>
    JsonSerializerOptions Json { get; }

    /// <summary>The cluster: one or more <c>host:port</c>, separated by commas. Required.</summary>
    void Host(string bootstrapServers);

    /// <summary>Settings of every client, for example those of TLS and SASL.</summary>
    void Configure(Action<ClientConfig> configure);

    /// <summary>Settings of every consumer. Group, auto-commit and the storing of offsets can't be changed.</summary>
    void ConfigureConsumer(Action<ConsumerConfig> configure);

    /// <summary>Settings of the producer. Acknowledgement by all, idempotence and the partitioner can't be changed.</summary>
    void ConfigureProducer(Action<ProducerConfig> configure);

    /// <summary>Declares a topic, so that it is created when it is missing and compared when it is there.</summary>
    void Topic(string name, Action<KafkaTopicOptions>? configure = null);

    /// <summary>
    /// Moves what lies on the endpoints' dead-letter topics into the <see cref="Messaging.DeadLetters.IDeadLetterStore"/> of the container, which
    /// must have one. Every process may do it: they share the partitions, in the group <c>GROUP.dead-letters</c>.
    /// </summary>
    void CollectDeadLetters();

    /// <summary>Consumes a topic in a group.</summary>
    /// <typeparam name="TKey">The key: <see cref="string"/>, <see cref="Guid"/>, <see cref="int"/> or <see cref="long"/>.</typeparam>
    /// <typeparam name="T">The message that a value is.</typeparam>
    void TopicEndpoint<TKey, T>(string topic, string group, Action<IKafkaTopicEndpointConfigurator<TKey, T>> configure)
        where T : class;
}
