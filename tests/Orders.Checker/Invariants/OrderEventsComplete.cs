namespace Orders.Checker.Invariants;

/// <summary>Every order has an event for every version, and the last one says where the order stands.</summary>
internal sealed class OrderEventsComplete : IInvariant
{
    public string Name => "orders.events: the last event is where the order stands";

    public bool HealsWithTime => true;

    public bool CanLook(Snapshot seen) => seen is { Topics: not null, Orders: not null };

    public IEnumerable<Violation> Violations(Snapshot seen)
    {
        var last = seen.Topics!.OrderEvents.GroupBy(e => e.OrderId).ToDictionary(events => events.Key, events => events.MaxBy(e => e.Version)!);
        foreach (var order in seen.Orders!)
        {
            if (!last.Remove(order.Id, out var e))
                yield return new Violation($"order {order.Id}", $"is {order.Status} at version {order.Version}, but has no event");
            else if ((e.Status, e.Version, e.Total) != (order.Status, order.Version, order.Total))
                yield return new Violation($"order {order.Id}", $"is {order.Status} version {order.Version} total {order.Total}, its last event {e.Status} version {e.Version} total {e.Total}");
        }

        // HTTP may have left orders out, so only a database tells that there is no such order.
        foreach (var id in seen.Rows is null ? [] : last.Keys.ToList())
            yield return new Violation($"order {id}", "has events, but does not exist");
    }
}
