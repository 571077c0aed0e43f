using Messaging.EntityFrameworkCore.Inbox;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>The first statements of a task's transaction, on databases where others can write the task's row while it is open.</summary>
internal interface ITaskInbox
{
    /// <summary>
    /// Takes the task's lock, which says to others that it runs, looks whether it was revoked, has expired or is done, and writes the inbox row.
    /// In one round trip, that of BEGIN. The row is left alone: most tasks end before anybody could have read that they have begun.
    /// </summary>
    Task<TaskEntry> EnterAsync(DbContext context, IReadOnlyList<InboxEntry> entries, TaskBegin begin, CancellationToken cancellationToken);

    /// <summary>Ends a transaction that another connection has open, so that it has no effect.</summary>
    /// <returns>Whether it was open; otherwise it has ended by itself, one way or the other.</returns>
    Task<bool> AbortAsync(DbContext context, string transactionId, CancellationToken cancellationToken);

    /// <summary>
    /// Writes down which tasks run, those left out that have ended or are about to. Durable soon, not at once: what a crash of the server
    /// loses is the number of an attempt.
    /// </summary>
    Task StartedAsync(DbContext context, IReadOnlyList<TaskAttempt> attempts, CancellationToken cancellationToken);
}
