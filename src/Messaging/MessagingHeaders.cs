namespace Messaging;

/// <summary>Names of the headers that the machinery writes and reads, the same on RabbitMQ, Kafka and Redis.</summary>
public static class MessagingHeaders
{
    /// <summary>The id of the message, a UUID as lower-case hyphenated text.</summary>
    public const string MessageId = "message-id";

    /// <summary>The id under which a redelivered or replayed copy was first sent; absent on the first copy.</summary>
    public const string OriginalMessageId = "original-message-id";

    /// <summary>The URN of the message's type; informative, a receiver decides by topic or queue and by the body.</summary>
    public const string MessageType = "message-type";

    /// <summary>The key within which messages of one destination keep the order of their transactions.</summary>
    public const string OrderingKey = "ordering-key";

    /// <summary>A number that only grows among the messages of one destination and key. It may skip numbers.</summary>
    public const string OrderingSequence = "ordering-sequence";

    /// <summary>
    /// When the message was first written to an outbox, in Unix milliseconds. Never changed on the way, so that every copy of a
    /// message falls into the same bucket of the inbox.
    /// </summary>
    public const string Stamp = "message-stamp";

    /// <summary>W3C trace context, <see href="https://www.w3.org/TR/trace-context/"/>.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>W3C trace state, <see href="https://www.w3.org/TR/trace-context/"/>.</summary>
    public const string TraceState = "tracestate";

    /// <summary>The dead letter of which this message is a replay.</summary>
    public const string ReplayOf = "replay-of";

    /// <summary>When the message failed for the first time, ISO 8601, on redelivered copies.</summary>
    public const string FirstFailedAt = "first-failed-at";

    /// <summary>How often consumers have failed on the message: on redelivered copies in all deliveries before, on its dead letter in all of them.</summary>
    public const string FailedAttempts = "failed-attempts";
}
