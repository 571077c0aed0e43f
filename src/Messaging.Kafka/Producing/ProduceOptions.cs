namespace Messaging.Kafka;

/// <summary>What may be said about one message that is produced.</summary>
public sealed class ProduceOptions
{
    /// <summary>The id of the message; receivers deduplicate by it.</summary>
    /// <value>Default: a new UUID of version 7.</value>
    public Guid? MessageId { get; set; }

    /// <summary>
    /// The partition, whatever the key is. All messages for it leave in the order of their transactions, so that a fixed one gives total order.
    /// </summary>
    /// <value>Default: the key's partition. Not negative; a partition that is not there is an error of the message.</value>
    public int? Partition { get; set; }

    /// <summary>How long after the commit the message is due; needs an outbox.</summary>
    /// <value>Default: at once. Not negative.</value>
    public TimeSpan Delay { get; set; }

    /// <summary>Headers of one's own: text, numbers and booleans. The names of <see cref="MessagingHeaders"/> are written over.</summary>
    public IDictionary<string, object?> Headers { get; } = new Dictionary<string, object?>(StringComparer.Ordinal);
}
