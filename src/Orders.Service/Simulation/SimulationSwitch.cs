using System.Text.Json;
using Messaging.Auditing;

namespace Orders.Service.Simulation;

/// <summary>Whether BROKEN is broken: what the audit's last entry about it says, so that it is the same in every replica. On at first.</summary>
internal sealed class SimulationSwitch(IAuditTrail audit)
{
    public const string SubjectType = "simulation";
    public const string SubjectId = "broken";
    public const string Detail = "broken";

    public async Task<bool> IsOnAsync(CancellationToken cancellationToken)
    {
        var last = await audit.ListAsync(new AuditFilter(SubjectType: SubjectType, SubjectId: SubjectId), null, 1, cancellationToken);
        return last.Count == 0 || last[0].Entry.Details.GetValueOrDefault(Detail) is not JsonElement { ValueKind: JsonValueKind.False };
    }
}
