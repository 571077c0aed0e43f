namespace Orders.Contracts;

/// <summary>Command to the queue <c>maintenance</c>: count the orders of the 24 hours before a time by the state they are in.</summary>
public sealed record ReportDay(DateTimeOffset Until);
