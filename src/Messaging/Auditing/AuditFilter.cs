namespace Messaging.Auditing;

/// <summary>Which entries; what is <see langword="null"/> does not matter.</summary>
/// <param name="Actor">Who did it.</param>
/// <param name="SubjectType">The kind of thing.</param>
/// <param name="SubjectId">Which one.</param>
public sealed record AuditFilter(string? Actor = null, string? SubjectType = null, string? SubjectId = null);
