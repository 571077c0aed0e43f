namespace Messaging.Trails;

/// <summary>Finds what the tables of messaging know of one id. Scoped.</summary>
public interface IMessageTrail
{
    /// <summary>Every row about an ordering key, message, conversation or trace id, oldest first.</summary>
    /// <param name="id">A UUID, the 32 hexadecimal digits of a trace id, or an ordering key.</param>
    /// <param name="limit">How many rows of each kind at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    Task<IReadOnlyList<TrailEntry>> FindAsync(string id, int limit, CancellationToken cancellationToken);
}
