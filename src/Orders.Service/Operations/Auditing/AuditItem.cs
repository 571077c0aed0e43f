using Messaging.Auditing;

namespace Orders.Service.Operations.Auditing;

/// <summary>Who did what, when, to what and why.</summary>
internal sealed record AuditItem(
    long Id, DateTimeOffset At, string Actor, string Action, string SubjectType, string SubjectId, string? Reason, IReadOnlyDictionary<string, object?> Details, string? TraceId)
{
    public static AuditItem Of(AuditRecord record) => new(
        record.Id, record.At, record.Entry.Actor, record.Entry.Action, record.Entry.SubjectType, record.Entry.SubjectId, record.Entry.Reason, record.Entry.Details, record.TraceId);
}
