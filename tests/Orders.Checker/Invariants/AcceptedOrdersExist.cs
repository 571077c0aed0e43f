namespace Orders.Checker.Invariants;

/// <summary>Nothing accepted is lost.</summary>
internal sealed class AcceptedOrdersExist : IInvariant
{
    public string Name => "every accepted order exists";

    public bool HealsWithTime => false;

    public bool CanLook(Snapshot seen) => seen.Orders is not null && seen.Accepted.Count > 0;

    public IEnumerable<Violation> Violations(Snapshot seen)
    {
        var known = seen.Orders!.Select(order => order.Id).ToHashSet();
        return seen.Accepted.Distinct().Where(id => !known.Contains(id)).Select(id => new Violation($"order {id}", "accepted, but not there"));
    }
}
