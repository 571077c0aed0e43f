namespace Orders.Checker.Recorded;

/// <summary>One record of <c>orders.events</c>.</summary>
public sealed record RecordedOrderEvent(
    TopicPosition Position, string? MessageId, string? Key, Guid OrderId, int Version, string Status, decimal Total) : IRecorded;
