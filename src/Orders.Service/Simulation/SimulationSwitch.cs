using System.Text.Json;
using Messaging.Auditing;
using Orders.Service.Persistence;

namespace Orders.Service.Simulation;

/// <summary>Whether BROKEN is broken: what the audit's last entry about it says, so that it is the same in every replica. On at first.</summary>
internal sealed class SimulationSwitch(IAuditTrail audit, OrdersDbContext context)
{
    private const string SubjectType = "simulation";
    private const string SubjectId = "broken";
    private const string Detail = "broken";

    public async Task<bool> IsOnAsync(CancellationToken cancellationToken)
    {
        var last = await audit.ListAsync(new AuditFilter(SubjectType: SubjectType, SubjectId: SubjectId), null, 1, cancellationToken);
        return last.Count == 0 || last[0].Entry.Details.GetValueOrDefault(Detail) is not JsonElement { ValueKind: JsonValueKind.False };
    }

    /// <summary>The entry is the switch: there is neither without the other.</summary>
    public async Task SetAsync(string actor, bool broken, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var details = new Dictionary<string, object?>(StringComparer.Ordinal) { [Detail] = broken };
        var entry = new AuditEntry { Actor = actor, Action = broken ? "break" : "repair", SubjectType = SubjectType, SubjectId = SubjectId, Details = details };
        await audit.AddAsync(entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
