namespace Messaging.Inbox;

/// <summary>
/// By what the inbox knows a message again. A rider adds it as a payload to its receive context where the message's own headers don't
/// say it all: a record of Kafka without an id is known by its position.
/// </summary>
/// <param name="MessageId">The original id: redelivered and replayed copies carry it too.</param>
/// <param name="StampedAt">
/// A time that is the same on every copy of the message, which decides the inbox's partition; <see langword="null"/> where there is none.
/// </param>
public sealed record MessageIdentity(Guid MessageId, DateTimeOffset? StampedAt);
