namespace Messaging.Outbox;

/// <summary>A message on its way through the outbox: what was sent, as the bytes that will leave, and where to.</summary>
public sealed record OutboxMessage
{
    /// <summary>The id of the message; receivers deduplicate by it.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The id under which the message was first sent; the same as <see cref="MessageId"/> unless this is a redelivery or a replay.</summary>
    public required Guid OriginalMessageId { get; init; }

    /// <summary>Where to: an address of the bus, or <c>topic:NAME</c> for a Kafka topic.</summary>
    public required Uri Destination { get; init; }

    /// <summary>Messages with the same destination and key leave in the order in which their transactions committed; <see langword="null"/>: no order.</summary>
    public string? OrderingKey { get; init; }

    /// <summary>The URN of the message's type; informative, <see langword="null"/> where it is not known.</summary>
    public string? MessageType { get; init; }

    /// <summary>The media type of <see cref="Body"/>.</summary>
    public required string ContentType { get; init; }

    /// <summary>The headers of the transport: text, numbers and booleans.</summary>
    public IReadOnlyDictionary<string, object?> Headers { get; init; } = new Dictionary<string, object?>();

    /// <summary>What the transport needs beside headers, for example a routing key.</summary>
    public IReadOnlyDictionary<string, object?> Properties { get; init; } = new Dictionary<string, object?>();

    /// <summary>The body, byte for byte as it leaves.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>How long after the commit, by the database's clock, the message is due; zero: at once.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How long the message is worth delivering, counted from when it is due; <see langword="null"/>: for ever.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>By which a scheduled message can be cancelled while it has not left; <see langword="null"/>: it can't be.</summary>
    public Guid? ScheduleToken { get; init; }

    /// <summary>Whether a message that reaches no queue is an error (a send) or normal (an event without subscribers).</summary>
    public bool Mandatory { get; init; } = true;

    /// <summary>W3C <c>traceparent</c> of the span that wrote the message.</summary>
    public string? TraceParent { get; init; }

    /// <summary>W3C <c>tracestate</c> that goes with <see cref="TraceParent"/>.</summary>
    public string? TraceState { get; init; }

    /// <summary>See <see cref="MessagingHeaders.OrderingSequence"/>; set when the message has been read back from the outbox.</summary>
    public long? OrderingSequence { get; init; }

    /// <summary>See <see cref="MessagingHeaders.Stamp"/>. Set before the outbox only on a redelivery or a replay, which keep the first one's.</summary>
    public DateTimeOffset? StampedAt { get; init; }
}
