namespace Messaging.DeadLetters.Administration;

/// <summary>A dead letter as it is kept, and what has been done about it.</summary>
/// <param name="Id">A UUID of version 7.</param>
/// <param name="State">What has been done.</param>
/// <param name="StateChangedAt">When that was.</param>
/// <param name="Letter">The dead letter; in lists without body, headers, properties and stack.</param>
/// <param name="TraceId">The trace of the message.</param>
/// <param name="Mandatory">Whether it was an error that the message reached no queue; only of letters of the outbox.</param>
/// <param name="Note">What somebody wrote down about it.</param>
public sealed record StoredDeadLetter(
    Guid Id, DeadLetterState State, DateTimeOffset StateChangedAt, DeadLetter Letter, string? TraceId, bool Mandatory, string? Note);
