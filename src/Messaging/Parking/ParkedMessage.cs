namespace Messaging.Parking;

/// <summary>A message that waits in the parked store, exactly as it came.</summary>
public sealed record ParkedMessage
{
    /// <summary>Its number in the store, the order within its key; 0 while it is not stored.</summary>
    public long Id { get; init; }

    /// <summary>The original id by which the inbox knows it; a key holds an id once.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>A time that every copy carries; decides its place in the inbox.</summary>
    public DateTimeOffset? StampedAt { get; init; }

    /// <summary>The partition it came from.</summary>
    public int? Partition { get; init; }

    /// <summary>Its position there.</summary>
    public long? Position { get; init; }

    /// <summary>Its own timestamp at the source.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The name or URN of its type, where that is known.</summary>
    public string? MessageType { get; init; }

    /// <summary>The media type of <see cref="Body"/>, where that is known.</summary>
    public string? ContentType { get; init; }

    /// <summary>All headers in their order, names that come twice included: text, whole numbers, <see cref="double"/>, booleans and bytes.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Headers { get; init; } = [];

    /// <summary>What the transport needs beside headers, for example a routing key. Values as in <see cref="Headers"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Properties { get; init; } = [];

    /// <summary>The body, byte for byte; <see langword="null"/> for a record without a value.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>How often a consumer has failed on it, retries in process included.</summary>
    public int Attempts { get; init; }

    /// <summary>When a consumer failed on it for the first time, by the store's clock, which writes it; <see langword="null"/>: none has yet.</summary>
    public DateTimeOffset? FirstFailedAt { get; init; }

    /// <summary>How often it was run out of the store and failed: its place on the ladder of redeliveries.</summary>
    public int Redeliveries { get; init; }

    /// <summary>The dead letter whose replay it is.</summary>
    public Guid? ReplayOf { get; init; }
}
