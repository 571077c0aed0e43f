namespace Messaging.DeadLetters.Administration;

/// <summary>How an action ended.</summary>
/// <param name="State">The dead letter's state now; <see langword="null"/>: there is no such dead letter.</param>
/// <param name="Refusal">Why nothing was done; <see langword="null"/>: it was.</param>
public sealed record ActionOutcome(DeadLetterState? State, string? Refusal);
