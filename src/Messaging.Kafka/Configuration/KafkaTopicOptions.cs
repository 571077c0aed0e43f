namespace Messaging.Kafka;

/// <summary>How a topic shall be. It is created when it is missing and the cluster allows it; an existing topic is never changed.</summary>
public sealed class KafkaTopicOptions
{
    /// <summary>How many partitions. An existing topic with fewer is a warning.</summary>
    /// <value>Default: 4. At least 1.</value>
    public int Partitions { get; set; } = 4;

    /// <summary>On how many brokers each partition is kept.</summary>
    /// <value>Default: 3, or the number of brokers where there are fewer.</value>
    public short? ReplicationFactor { get; set; }

    /// <summary>
    /// Whether an existing topic with fewer partitions, fewer replicas or another <c>cleanup.policy</c> is an error: no endpoint starts, and the
    /// status says why, until the topic is as declared. Otherwise it is a warning.
    /// </summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool MustMatch { get; set; }

    /// <summary>Settings of the topic by Kafka's names, for example <c>retention.ms</c>.</summary>
    public IDictionary<string, string> Configs { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
