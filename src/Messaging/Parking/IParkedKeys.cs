namespace Messaging.Parking;

/// <summary>What a person sees of parked keys and does about them. A singleton; each call is a transaction of its own.</summary>
public interface IParkedKeys
{
    /// <summary>Lists parked keys by their number, the oldest first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="after">The number of the last key of the page before; <see langword="null"/>: from the first.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    Task<IReadOnlyList<ParkedKey>> ListAsync(ParkedKeyFilter filter, int limit, long? after, CancellationToken cancellationToken);

    /// <summary>One parked key; <see langword="null"/>: it is not parked.</summary>
    Task<ParkedKey?> FindAsync(long id, CancellationToken cancellationToken);

    /// <summary>The first messages of a key, in their order.</summary>
    Task<IReadOnlyList<ParkedMessage>> MessagesAsync(long id, int limit, CancellationToken cancellationToken);

    /// <summary>Counts what is parked, by source system, source and group.</summary>
    Task<IReadOnlyList<ParkedLoad>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>The same, acting for somebody: each action is audited in its own transaction, so that there is neither without the other.</summary>
    /// <param name="actor">Who.</param>
    IParkedKeys By(string actor);

    /// <summary>Lets a key go on: it is due at once, and its first message has all its redeliveries again.</summary>
    /// <returns><see langword="false"/>: it is not parked.</returns>
    Task<bool> ReleaseAsync(long id, CancellationToken cancellationToken);

    /// <summary>Stops a key until it is released: what is in work ends, then nothing of it runs, and what comes is parked.</summary>
    /// <returns><see langword="false"/>: it is not parked.</returns>
    Task<bool> HoldAsync(long id, string reason, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the first message of a key away, and remembers it as finished, so that no copy of it runs. The next one
    /// is due at once; a key that is held stays so.
    /// </summary>
    /// <returns>The message, for whoever keeps a record of it; <see langword="null"/>: there is none.</returns>
    Task<ParkedMessage?> SkipAsync(long id, CancellationToken cancellationToken);
}
