namespace Messaging.DeadLetters.Administration;

/// <summary>What a replay did, or would do.</summary>
/// <param name="Letters">Each dead letter, in the order in which they leave.</param>
/// <param name="TooMany">Whether there are more than the limit, and nothing was done.</param>
public sealed record ReplayReport(IReadOnlyList<ReplayedLetter> Letters, bool TooMany = false);
