using Orders.Checker.Recorded;

namespace Orders.Checker.Invariants;

/// <summary>Per key 1, 2, 3... in the order of the topic. The end of the sequence is another invariant, because it may still be on its way.</summary>
internal sealed class OrderEventsInSequence : IInvariant
{
    public string Name => "orders.events: per key 1..n without gap, doubled version or reorder";

    public bool HealsWithTime => false;

    public bool CanLook(Snapshot seen) => seen.Topics is not null;

    public IEnumerable<Violation> Violations(Snapshot seen)
    {
        var events = seen.Topics!.OrderEvents;
        foreach (var copies in events.GroupBy(Duplicates.Identity).Where(copies => copies.Select(Content).Distinct().Skip(1).Any()))
            yield return new Violation($"message {copies.Key}", $"one id for different contents, at {string.Join(" and ", copies.Select(copy => copy.Position))}");

        foreach (var position in seen.Topics.Unreadable.Where(position => position.Topic == "orders.events"))
            yield return new Violation(position.ToString(), "not an event of an order");

        foreach (var order in Duplicates.Removed(events).GroupBy(e => e.OrderId))
        {
            var wrong = Wrong([.. order]);
            if (wrong is not null)
                yield return new Violation($"order {order.Key}", $"{wrong}: {string.Join(", ", order.Select(e => $"{e.Version} at {e.Position}"))}");
        }
    }

    private static object Content(RecordedOrderEvent e) => (e.Key, e.OrderId, e.Version, e.Status, e.Total);

    private static string? Wrong(List<RecordedOrderEvent> events)
    {
        if (events.Exists(e => e.Key != e.OrderId.ToString()))
            return "under a key that is not the order's id";

        // Across partitions there is no order at all, whatever the offsets look like.
        if (events.DistinctBy(e => e.Position.Partition).Skip(1).Any())
            return "in more than one partition";
        var versions = events.ConvertAll(e => e.Version);
        if (versions.Distinct().Count() != versions.Count)
            return "one version under two message ids";
        if (!versions.Order().SequenceEqual(versions))
            return "not in order";
        return versions.SequenceEqual(Enumerable.Range(1, versions.Count)) ? null : "with a gap";
    }
}
