namespace Messaging.Redis;

/// <summary>What may be said about one message that is produced.</summary>
public sealed class StreamProduceOptions
{
    /// <summary>The id of the message; receivers deduplicate by it.</summary>
    /// <value>Default: a new UUID of version 7.</value>
    public Guid? MessageId { get; set; }

    /// <summary>Messages with the same key leave in the order in which their transactions committed.</summary>
    /// <value>Default: none.</value>
    public string? OrderingKey { get; set; }

    /// <summary>How long after the commit the message is due; needs an outbox.</summary>
    /// <value>Default: at once. Not negative.</value>
    public TimeSpan Delay { get; set; }

    /// <summary>Fields of one's own: text, numbers and booleans. The names of <see cref="MessagingHeaders"/> are written over.</summary>
    public IDictionary<string, object?> Fields { get; } = new Dictionary<string, object?>(StringComparer.Ordinal);
}
