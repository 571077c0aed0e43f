using Confluent.Kafka;

namespace Messaging.Kafka;

/// <summary>The producer's configuration: the client's, our defaults, what the user says, and what the rider's promises depend on.</summary>
internal static class ProducerSettings
{
    public static ProducerConfig Build(KafkaSettings kafka)
    {
        var config = new ProducerConfig(new Dictionary<string, string>(kafka.Client()))
        {
            LingerMs = 2,
            MessageTimeoutMs = 120_000,
            // A topic that is not there is known as such before the outbox gives an attempt up, which would look like a broker that is away.
            TopicMetadataPropagationMaxMs = 5_000,
            // The limit is the topic's; a dead letter is a little larger than its record.
            MessageMaxBytes = 16 * 1024 * 1024,
        };

        foreach (var configure in kafka.Producer)
            configure(config);

        // Java's and Python's clients partition so; librdkafka's default would put the same key elsewhere.
        config.Partitioner = Partitioner.Murmur2Random;
        config.Acks = Acks.All;
        config.EnableIdempotence = true;
        return config;
    }
}
