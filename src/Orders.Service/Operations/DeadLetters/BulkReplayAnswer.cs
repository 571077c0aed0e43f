using Messaging.DeadLetters.Administration;

namespace Orders.Service.Operations.DeadLetters;

/// <summary>What became of each dead letter, and of how many what.</summary>
internal sealed record BulkReplayAnswer(bool DryRun, int Replayed, int AlreadyDone, int Refused, int NotFound, IReadOnlyList<ReplayedLetter> Items)
{
    public static BulkReplayAnswer Of(ReplayReport report, bool dryRun)
    {
        int Count(ReplayOutcome outcome) => report.Letters.Count(letter => letter.Outcome == outcome);
        return new BulkReplayAnswer(
            dryRun, Count(ReplayOutcome.Replayed), Count(ReplayOutcome.AlreadyDone), Count(ReplayOutcome.Refused), Count(ReplayOutcome.NotFound), report.Letters);
    }
}
