namespace Messaging.DeadLetters.Administration;

/// <summary>The last dead letter of a page.</summary>
/// <param name="LastFailedAt">When it failed for the last time.</param>
/// <param name="Id">Its id.</param>
public sealed record DeadLetterCursor(DateTimeOffset LastFailedAt, Guid Id);
