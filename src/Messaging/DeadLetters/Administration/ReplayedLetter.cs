namespace Messaging.DeadLetters.Administration;

/// <summary>What became of one dead letter of a replay.</summary>
/// <param name="Id">The dead letter.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Destination">Where it goes.</param>
/// <param name="Reason">Why it was refused.</param>
public sealed record ReplayedLetter(Guid Id, ReplayOutcome Outcome, string? Destination, string? Reason);
