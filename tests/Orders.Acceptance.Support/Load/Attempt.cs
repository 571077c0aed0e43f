namespace Orders.Acceptance.Support.Load;

/// <summary>One request that was made, and what came back.</summary>
public sealed record Attempt(PlannedOrder Order, int Number, TimeSpan At, Uri Replica, Outcome Outcome, Guid? OrderId, int? Status, TimeSpan? RetryAfter)
{
    /// <summary>Made although an earlier attempt was accepted, as by a client that lost the answer.</summary>
    public bool IsRepeat { get; init; }
}
