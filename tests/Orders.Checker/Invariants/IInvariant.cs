namespace Orders.Checker.Invariants;

/// <summary>One promise, as a pure function over what was recorded.</summary>
public interface IInvariant
{
    string Name { get; }

    /// <summary>Whether waiting can help, because work in flight looks the same as lost work for a while.</summary>
    bool HealsWithTime { get; }

    /// <summary>Whether the snapshot holds what this needs. If not, the promise is reported as not looked at, never as kept.</summary>
    bool CanLook(Snapshot seen);

    IEnumerable<Violation> Violations(Snapshot seen);
}
