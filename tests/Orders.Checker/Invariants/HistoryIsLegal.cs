using Orders.Checker.Recorded;

namespace Orders.Checker.Invariants;

/// <summary>The history is 1..n along legal transitions and ends where the order stands.</summary>
internal sealed class HistoryIsLegal : IInvariant
{
    public string Name => "histories are 1..n along legal transitions";

    public bool HealsWithTime => false;

    public bool CanLook(Snapshot seen) => seen.Orders is not null;

    public IEnumerable<Violation> Violations(Snapshot seen) =>
        from order in seen.Orders!
        let wrong = Wrong(order)
        where wrong is not null
        select new Violation($"order {order.Id}", wrong);

    private static string? Wrong(RecordedOrder order)
    {
        var history = order.History.OrderBy(change => change.Version).ToList();
        var path = string.Join(", ", history.Select(change => $"{change.Version} {change.Status}"));
        if (history.Count == 0)
            return "no history";
        if (!history.Select(change => change.Version).SequenceEqual(Enumerable.Range(1, history.Count)))
            return $"versions are not 1..n: {path}";
        if (history[0].Status != Statuses.Submitted)
            return $"does not begin as Submitted: {path}";
        if (history.Zip(history.Skip(1)).Any(step => !Statuses.MayFollow(step.First.Status, step.Second.Status)))
            return $"illegal transition: {path}";
        return (history[^1].Version, history[^1].Status) == (order.Version, order.Status)
            ? null
            : $"is {order.Status} at version {order.Version}, but its history is {path}";
    }
}
