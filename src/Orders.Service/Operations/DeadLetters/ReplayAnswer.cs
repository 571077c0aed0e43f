using Messaging.DeadLetters.Administration;

namespace Orders.Service.Operations.DeadLetters;

/// <summary>What became of one dead letter, or would become.</summary>
internal sealed record ReplayAnswer(Guid Id, ReplayOutcome Outcome, string? Destination, bool DryRun);
