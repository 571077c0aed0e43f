namespace Messaging.DeadLetters;

/// <summary>A message that failed for good: the bytes as they came, where it failed, and why.</summary>
public sealed record DeadLetter
{
    /// <summary>The kind of place in which it failed: <c>rabbitmq</c>, <c>kafka</c>, <c>redis</c> or <c>outbox</c>.</summary>
    public required string SourceSystem { get; init; }

    /// <summary>The queue, topic, stream or list in which it failed; not the place it was moved to.</summary>
    public required string Source { get; init; }

    /// <summary>
    /// What names this failure of this message within its source, and is the same when a collector finds the copy again after a crash:
    /// of a record the group, partition and offset, of a queue's message its id, its bytes and which replay it is.
    /// </summary>
    public required string SourceIdentity { get; init; }

    /// <summary>The consumer group that failed, where there is one.</summary>
    public string? SourceGroup { get; init; }

    /// <summary>The partition of a record.</summary>
    public int? SourcePartition { get; init; }

    /// <summary>The offset of a record.</summary>
    public long? SourceOffset { get; init; }

    /// <summary>The key of a record, as its bytes.</summary>
    public ReadOnlyMemory<byte>? SourceKey { get; init; }

    /// <summary>Where a replay sends it: the address of the one consumer that failed; <see langword="null"/> when nobody knows.</summary>
    public string? Destination { get; init; }

    /// <summary>The URN of the message's type, where it is known.</summary>
    public string? MessageType { get; init; }

    /// <summary>The message's id.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>The id under which it was first sent, by which the inbox knows it.</summary>
    public Guid? OriginalMessageId { get; init; }

    /// <summary>The conversation it belongs to.</summary>
    public Guid? ConversationId { get; init; }

    /// <summary>Its ordering key; replays of one key go in order.</summary>
    public string? OrderingKey { get; init; }

    /// <summary>Its number within the key.</summary>
    public long? OrderingSequence { get; init; }

    /// <summary>The time that every copy carries and that decides its place in the inbox.</summary>
    public DateTimeOffset? StampedAt { get; init; }

    /// <summary>The full name of the exception's type, or the broker's word for it, such as <c>expired</c>.</summary>
    public string? ExceptionType { get; init; }

    /// <summary>What the exception said; cut where it is stored.</summary>
    public string? ExceptionMessage { get; init; }

    /// <summary>Where it was thrown; cut where it is stored.</summary>
    public string? ExceptionStack { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>When it first failed; <see langword="null"/>: now, by the database's clock.</summary>
    public DateTimeOffset? FirstFailedAt { get; init; }

    /// <summary>When it failed for the last time; <see langword="null"/>: now, by the database's clock.</summary>
    public DateTimeOffset? LastFailedAt { get; init; }

    /// <summary>W3C <c>traceparent</c> of the message.</summary>
    public string? TraceParent { get; init; }

    /// <summary>W3C <c>tracestate</c> of the message.</summary>
    public string? TraceState { get; init; }

    /// <summary>The media type of <see cref="Body"/>, where it is known.</summary>
    public string? ContentType { get; init; }

    /// <summary>The headers as they came: text, numbers, booleans and bytes.</summary>
    public IReadOnlyDictionary<string, object?> Headers { get; init; } = new Dictionary<string, object?>();

    /// <summary>What the transport needs beside headers, for example a routing key.</summary>
    public IReadOnlyDictionary<string, object?> Properties { get; init; } = new Dictionary<string, object?>();

    /// <summary>The body, byte for byte; <see langword="null"/> for a record without a value.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>The dead letter whose replay failed again.</summary>
    public Guid? ReplayOf { get; init; }
}
