namespace Orders.Acceptance.Support.Crash;

/// <summary>Something that is killed and started again.</summary>
/// <param name="Kind">What.</param>
/// <param name="Replica">Which one, where there are several.</param>
/// <param name="AtOrder">The load is held before the order with this index until the fault has begun, so that it hits a running load.</param>
/// <param name="After">How long after the order before it: the moment inside the work in flight is random too.</param>
/// <param name="Down">How long it stays dead.</param>
public sealed record Fault(FaultKind Kind, int Replica, int AtOrder, TimeSpan After, TimeSpan Down)
{
    public override string ToString() => Kind is FaultKind.Replica ? $"replica-{Replica + 1}" : Kind.ToString();
}
