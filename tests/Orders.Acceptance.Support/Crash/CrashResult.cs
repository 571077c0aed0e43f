using Orders.Acceptance.Support.Load;
using Orders.Checker;

namespace Orders.Acceptance.Support.Crash;

/// <summary>What a run recorded.</summary>
public sealed record CrashResult(CrashSettings Settings, LoadHistory History, Report Report, IReadOnlyList<string> Complaints, long TopicDuplicates, long InboxDuplicates, long? SqlDuplicates)
{
    /// <summary>Redeliveries that were seen. A run without any has shown nothing: the faults missed.</summary>
    public long Redeliveries => TopicDuplicates + InboxDuplicates + (SqlDuplicates ?? 0);

    public bool Holds => Report.Holds && Complaints.Count == 0 && Redeliveries > 0;

    public string ToText() => string.Join(Environment.NewLine,
    [
        Report.ToText(),
        .. Complaints.Take(20).Select(complaint => $"COMPLAINT {complaint}"),
        $"attempted {History.Attempts.DistinctBy(attempt => attempt.Order).Count()}, accepted {History.Accepted.Count}, unanswered {History.Unresolved.Count}",
        $"requests {History.Attempts.Count}: {string.Join(", ", Enum.GetValues<Outcome>().Select(outcome => $"{outcome} {History.Count(outcome)}"))}",
        $"redeliveries {Redeliveries}: copies in topics {TopicDuplicates}, refused by the inbox {InboxDuplicates}{(SqlDuplicates is { } sql ? $", by --duplicates-sql {sql}" : "")}",
        .. Redeliveries == 0 ? ["FAILED: no redelivery was seen, so nothing was shown: the faults missed the work in flight"] : Array.Empty<string>(),
        $"{(Holds ? "PASSED" : "FAILED")}, seed {Settings.Seed}",
    ]);
}
