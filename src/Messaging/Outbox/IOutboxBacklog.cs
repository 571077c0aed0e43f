namespace Messaging.Outbox;

/// <summary>Shows what waits in the outbox. Scoped.</summary>
public interface IOutboxBacklog
{
    /// <summary>Looks.</summary>
    /// <param name="limit">How many stuck messages at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    Task<OutboxBacklog> LookAsync(int limit, CancellationToken cancellationToken);
}
