using Messaging.Checks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Checks;

/// <summary>
/// LISTEN wakes relays of other replicas, and needs a session that lasts; a pooler in transaction mode gives every transaction another one.
/// </summary>
internal sealed class PoolerCheck<TDbContext>(IServiceScopeFactory scopes, IEnumerable<ISessionProbe> probes) : IStartupCheck
    where TDbContext : DbContext
{
    private const string Name = "pooler";

    public IReadOnlyDictionary<string, CheckMode> Names { get; } = new Dictionary<string, CheckMode>(StringComparer.Ordinal) { [Name] = CheckMode.Warn };

    public bool AsksServers => true;

    public async Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
        if (probes.FirstOrDefault(probe => probe.Serves(context)) is not { } probe)
            return [];
        const string Expected = "sessions that last as long as their connection";
        return await probe.SessionsLastAsync(context, cancellationToken).ConfigureAwait(false)
            ? [CheckFinding.Good(Name, "each connection has a session of its own", Expected)]
            : [CheckFinding.Bad(Name, "a pooler between the service and PostgreSQL that gives each transaction another session", Expected,
                "Set pool_mode=session in PgBouncer, or let ConnectionStrings__Orders go to PostgreSQL itself. Without it messages of other replicas leave only when the relay polls (Messaging__PollInterval), and prepared statements may fail: add No Reset On Close=true;Max Auto Prepare=0.")];
    }
}
