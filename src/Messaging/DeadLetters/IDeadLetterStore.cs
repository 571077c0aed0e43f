namespace Messaging.DeadLetters;

/// <summary>Where dead letters of every source end, for people to find. A singleton; each call is a transaction of its own.</summary>
public interface IDeadLetterStore
{
    /// <summary>
    /// Adds dead letters, each once: one whose source system, source and identity are there already is left as it is. Whoever moves a
    /// message here removes it from its broker after this has returned, and so neither loses nor doubles it.
    /// </summary>
    /// <param name="letters">The dead letters; a batch is one transaction.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>How many were new.</returns>
    Task<int> AddAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken);
}
