namespace Messaging.DeadLetters.Administration;

/// <summary>
/// What people see of dead letters and do about them. Scoped. Each action is one transaction - the change, what it sends, and its entry in the
/// audit - and is done once, however often and by how many it is asked for.
/// </summary>
public interface IDeadLetterAdministration
{
    /// <summary>Dead letters, the last failure first.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="after">The last one of the page before.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    Task<IReadOnlyList<StoredDeadLetter>> ListAsync(DeadLetterFilter filter, DeadLetterCursor? after, int limit, CancellationToken cancellationToken);

    /// <summary>Dead letters grouped by source, type and failure, the largest group first.</summary>
    Task<IReadOnlyList<DeadLetterGroup>> GroupAsync(DeadLetterFilter filter, int limit, CancellationToken cancellationToken);

    /// <summary>One dead letter with everything it had; <see langword="null"/>: there is none.</summary>
    Task<StoredDeadLetter?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The dead letters that its replays became.</summary>
    Task<IReadOnlyList<Guid>> FindReplaysAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The open dead letters of an ordering key, oldest first, as in a list.</summary>
    Task<IReadOnlyList<StoredDeadLetter>> FindOpenAsync(string orderingKey, CancellationToken cancellationToken);

    /// <summary>Sends dead letters to the consumers that failed, those of one key in their order.</summary>
    Task<ReplayReport> ReplayAsync(ReplayRequest request, CancellationToken cancellationToken);

    /// <summary>Gives a dead letter up: it is never replayed, and copies of it that still come have no effect.</summary>
    Task<ActionOutcome> DiscardAsync(Guid id, string actor, string? reason, CancellationToken cancellationToken);

    /// <summary>Writes something down about a dead letter, in place of what was written before; the audit keeps both.</summary>
    Task<ActionOutcome> NoteAsync(Guid id, string actor, string text, CancellationToken cancellationToken);
}
