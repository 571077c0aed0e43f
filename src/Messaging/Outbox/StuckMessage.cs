namespace Messaging.Outbox;

/// <summary>A message that could not be sent yet.</summary>
/// <param name="Id">The outbox row's number.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Destination">Where to.</param>
/// <param name="MessageType">The URN of its type.</param>
/// <param name="OrderingKey">Its key, whose later messages wait for it.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="LastError">What happened the last time.</param>
/// <param name="FirstFailedAt">When it failed for the first time.</param>
/// <param name="DueAt">When it is tried again.</param>
public sealed record StuckMessage(
    long Id, Guid MessageId, string Destination, string? MessageType, string? OrderingKey, int Attempts, string? LastError, DateTimeOffset? FirstFailedAt, DateTimeOffset? DueAt);
