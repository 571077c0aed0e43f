namespace Messaging.Auditing;

/// <summary>What people did to the machinery. Scoped.</summary>
public interface IAuditTrail
{
    /// <summary>Adds an entry in the scope's transaction, where one is open: it is kept if the action is.</summary>
    Task AddAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Entries, the newest first.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="before">The id of the last one of the page before.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    Task<IReadOnlyList<AuditRecord>> ListAsync(AuditFilter filter, long? before, int limit, CancellationToken cancellationToken);
}
