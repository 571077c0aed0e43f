namespace Messaging.Auditing;

/// <summary>An entry as it is kept.</summary>
/// <param name="Id">Its number, which grows.</param>
/// <param name="At">When, by the database's clock.</param>
/// <param name="Entry">What was done.</param>
/// <param name="TraceId">The trace of the request.</param>
public sealed record AuditRecord(long Id, DateTimeOffset At, AuditEntry Entry, string? TraceId);
