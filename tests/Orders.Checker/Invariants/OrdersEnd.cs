using Orders.Checker.Recorded;

namespace Orders.Checker.Invariants;

/// <summary>Each order reaches exactly one end state.</summary>
internal sealed class OrdersEnd : IInvariant
{
    public string Name => "every order is in exactly one end state";

    public bool HealsWithTime => true;

    public bool CanLook(Snapshot seen) => seen.Orders is not null;

    public IEnumerable<Violation> Violations(Snapshot seen)
    {
        foreach (var order in seen.Orders!)
        {
            if (!Statuses.IsEnd(order.Status))
                yield return new Violation($"order {order.Id}", $"still {order.Status} at version {order.Version}");
            var ends = order.History.Where(change => Statuses.IsEnd(change.Status)).Select(change => change.Status).ToList();
            if (ends.Count > 1)
                yield return new Violation($"order {order.Id}", $"ended {ends.Count} times: {string.Join(", ", ends)}");
        }
    }
}
