namespace Orders.Acceptance.Support.Load;

/// <summary>One request that was made, and what came back.</summary>
public sealed record Attempt(PlannedOrder Order, int Number, TimeSpan At, Uri Replica, Outcome Outcome, Guid? OrderId, int? Status, TimeSpan? RetryAfter);
