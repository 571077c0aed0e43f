using Confluent.Kafka;
using MassTransit;

namespace Messaging.Kafka;

/// <summary>
/// Configures an endpoint that consumes a topic. It takes the ordinary filters of MassTransit. <c>ConcurrentMessageLimit</c> (default 16) is
/// the number of keys in work at the same time.
/// </summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="T">The message that a value is.</typeparam>
public interface IKafkaTopicEndpointConfigurator<out TKey, T> : IReceiveEndpointConfigurator
    where T : class
{
    /// <summary>How many records are held in memory, over all partitions; a partition above its share is paused.</summary>
    /// <value>Default: 10,000. At least 1; below some hundreds for each partition, pausing costs throughput.</value>
    int BufferedRecords { set; }

    /// <summary>How many bytes of records are held in memory, over all partitions.</summary>
    /// <value>Default: 32 MiB.</value>
    long BufferedBytes { set; }

    /// <summary>How often finished offsets are committed.</summary>
    /// <value>Default: 1 s.</value>
    TimeSpan CommitInterval { set; }

    /// <summary>The delay before a record that failed is tried again the first time; doubled each time, with jitter.</summary>
    /// <value>Default: 500 ms.</value>
    TimeSpan MinBlockDelay { set; }

    /// <summary>The longest delay before a record that failed is tried again.</summary>
    /// <value>Default: 30 s.</value>
    TimeSpan MaxBlockDelay { set; }

    /// <summary>How long a stop or a revocation waits for records in work; at most a third of <c>max.poll.interval.ms</c>.</summary>
    /// <value>Default: 20 s.</value>
    TimeSpan DrainTimeout { set; }

    /// <summary>After how long without a heartbeat the group gives this member's partitions to others.</summary>
    /// <value>Default: 45 s, librdkafka's.</value>
    TimeSpan SessionTimeout { set; }

    /// <summary>After how long without a poll, or without a finished record in a partition that has some, the endpoint is unhealthy.</summary>
    /// <value>Default: 2 min. Longer than the slowest record.</value>
    TimeSpan StalledAfter { set; }

    /// <summary>Where records go that can't be consumed.</summary>
    /// <value>Default: <c>TOPIC.GROUP.dlt</c>.</value>
    string DeadLetterTopic { set; }

    /// <summary>
    /// Parks the key of a record that fails: it and every later record of the key wait in the database, in order, and are tried again there,
    /// while all other keys go on. The endpoint needs <c>UseTransactionalInbox</c> on the same database, and <c>UseFailurePolicy</c> with
    /// <c>redelivery: false</c>. It also fences members that were frozen, and outlives the group's offsets. Without it a record that fails
    /// blocks its key, and sooner or later its partition.
    /// </summary>
    void ParkFailedKeys(IRegistrationContext context, Action<KafkaParkingOptions>? configure = null);

    /// <summary>Settings of this endpoint's consumer. Group, auto-commit and the storing of offsets can't be changed.</summary>
    void Configure(Action<ConsumerConfig> configure);

    /// <summary>Makes a message of a record without a value (a tombstone). Without this such a record is a dead letter.</summary>
    void OnTombstone(Func<TKey, T> message);
}
