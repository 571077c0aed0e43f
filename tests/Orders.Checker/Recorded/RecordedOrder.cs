namespace Orders.Checker.Recorded;

/// <summary>One order, as the database holds it or as HTTP answered. Text stays text, so that a status nobody knows can be reported.</summary>
public sealed record RecordedOrder(Guid Id, string Status, int Version, decimal Total)
{
    public string? Reason { get; init; }

    public IReadOnlyList<RecordedLine> Lines { get; init; } = [];

    public IReadOnlyList<RecordedChange> History { get; init; } = [];
}
