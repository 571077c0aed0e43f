namespace Orders.Checker.Invariants;

/// <summary>A request that was repeated after an unknown outcome must not have made a second order.</summary>
internal sealed class NoOrderUnasked : IInvariant
{
    public string Name => "no order exists that nobody was told of";

    public bool HealsWithTime => false;

    public bool CanLook(Snapshot seen) => seen is { AcceptedIsAll: true, Orders: not null };

    public IEnumerable<Violation> Violations(Snapshot seen)
    {
        var accepted = seen.Accepted.ToHashSet();
        return seen.Orders!.Where(order => !accepted.Contains(order.Id)).Select(order => new Violation($"order {order.Id}", $"{order.Status}, but in no answer"));
    }
}
