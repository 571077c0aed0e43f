using Confluent.Kafka;

namespace Messaging.Kafka;

/// <summary>The consumer's configuration: the client's, our defaults, what the user says, and what the rider's promises depend on.</summary>
internal static class ConsumerSettings
{
    public static ConsumerConfig Build(KafkaSettings kafka, EndpointSettings endpoint)
    {
        var config = new ConsumerConfig(new Dictionary<string, string>(kafka.Client()))
        {
            AutoOffsetReset = AutoOffsetReset.Earliest,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            QueuedMaxMessagesKbytes = 16384,
            // The client's own second is longer than a fast consumer needs for a full queue: it would stand still for the rest of it.
            FetchQueueBackoffMs = 50,
            // A partition that was paused is fetched again only when the running fetch of its broker is over.
            FetchWaitMaxMs = 100,
            // A topic that is created after the consumer has started is seen within this time.
            TopicMetadataRefreshIntervalMs = 10_000,
        };

        foreach (var configure in kafka.Consumer.Concat(endpoint.Consumer))
            configure(config);

        // Without these a record could be skipped; they are not for sale.
        config.GroupId = endpoint.Group;
        config.EnableAutoCommit = false;
        config.EnableAutoOffsetStore = false;
        if (config.GroupProtocol == GroupProtocol.Consumer)
        {
            // The broker decides these with the newer protocol and refuses a client that sets them.
            config.PartitionAssignmentStrategy = null;
            config.SessionTimeoutMs = null;
            config.HeartbeatIntervalMs = null;
        }

        return config;
    }

    /// <summary>How long a revocation may wait for work in flight: it blocks polling, so at most a third of the poll interval.</summary>
    public static TimeSpan RevokeDeadline(ConsumerConfig config, EndpointSettings endpoint)
    {
        var third = TimeSpan.FromMilliseconds((config.MaxPollIntervalMs ?? 300_000) / 3.0);
        return endpoint.DrainTimeout < third ? endpoint.DrainTimeout : third;
    }
}
