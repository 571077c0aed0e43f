namespace Orders.Checker.Recorded;

/// <summary>How many of something wait in one place, for example messages in a queue.</summary>
public sealed record Count(string Place, long Number);
