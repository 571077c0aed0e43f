namespace Orders.Checker.Invariants;

/// <summary>What is due has been done.</summary>
internal sealed class BacklogsEmpty : IInvariant
{
    public string Name => "outbox, parked messages, queues and lag are back to zero";

    public bool HealsWithTime => true;

    public bool CanLook(Snapshot seen) => seen.Backlogs.Count > 0;

    public IEnumerable<Violation> Violations(Snapshot seen) =>
        seen.Backlogs.Where(backlog => backlog.Number != 0).Select(backlog => new Violation(backlog.Place, $"{backlog.Number} waiting"));
}
