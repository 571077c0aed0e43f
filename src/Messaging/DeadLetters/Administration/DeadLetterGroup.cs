namespace Messaging.DeadLetters.Administration;

/// <summary>Dead letters of one type with one failure in one place.</summary>
/// <param name="SourceSystem">The kind of place.</param>
/// <param name="Source">The queue, topic or stream.</param>
/// <param name="MessageType">The URN of the messages' type.</param>
/// <param name="ExceptionType">The full name of the exception's type.</param>
/// <param name="Count">How many.</param>
/// <param name="FirstFailedAt">When the first of them failed.</param>
/// <param name="LastFailedAt">When the last of them failed.</param>
public sealed record DeadLetterGroup(
    string SourceSystem, string Source, string? MessageType, string? ExceptionType, long Count, DateTimeOffset FirstFailedAt, DateTimeOffset LastFailedAt);
