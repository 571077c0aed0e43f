namespace Messaging.Auditing;

/// <summary>Who did what, to what, and why.</summary>
public sealed record AuditEntry
{
    /// <summary>Who.</summary>
    public required string Actor { get; init; }

    /// <summary>What: one word or a few with hyphens, such as <c>replay</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The kind of thing it was done to, such as <c>dead-letter</c>.</summary>
    public required string SubjectType { get; init; }

    /// <summary>Which one.</summary>
    public required string SubjectId { get; init; }

    /// <summary>Why, in the actor's words.</summary>
    public string? Reason { get; init; }

    /// <summary>What else is worth keeping: text, numbers and booleans.</summary>
    public IReadOnlyDictionary<string, object?> Details { get; init; } = new Dictionary<string, object?>();
}
