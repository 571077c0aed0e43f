using Messaging.Auditing;
using Orders.Service.Persistence;

namespace Orders.Service.Operations.Auditing;

/// <summary>Records an action whose own transaction is somebody else's, right after it.</summary>
internal sealed class AuditedAction(IAuditTrail audit, OrdersDbContext context)
{
    public async Task RecordAsync(
        string actor, string action, string subjectType, string subjectId, IReadOnlyDictionary<string, object?> details, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await audit.AddAsync(new AuditEntry { Actor = actor, Action = action, SubjectType = subjectType, SubjectId = subjectId, Details = details }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
