using Messaging.EntityFrameworkCore.DeadLetters;
using Messaging.EntityFrameworkCore.Inbox;
using Messaging.EntityFrameworkCore.Metrics;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore;

/// <summary>All SQL of the machinery, once per kind of database. Every method uses the connection of the given context.</summary>
internal interface IMessagingDatabase
{
    /// <summary>Whether this is the database that the context is configured for.</summary>
    bool Serves(DbContext context);

    /// <summary>
    /// Writes an inbox row for each entry, as the first statement of the context's transaction.
    /// </summary>
    /// <returns>Which entries are new, and the transaction's id where the database has one.</returns>
    Task<InboxResult> EnterInboxAsync(DbContext context, IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken);

    /// <summary>
    /// The one flush of a transaction: locks its ordering keys, then draws the ids and writes the rows, then removes what was cancelled.
    /// </summary>
    Task<FlushResult> FlushAsync(DbContext context, FlushRequest request, CancellationToken cancellationToken);

    /// <summary>A query for the id of the current transaction, where the database has one; its only column has this very name.</summary>
    string? TransactionIdQuery { get; }

    /// <summary>The column of <see cref="TransactionIdQuery"/>.</summary>
    const string TransactionIdColumn = "messaging_transaction_id";

    /// <summary>Whether a transaction whose COMMIT got no answer has committed; waits while it is still in progress.</summary>
    Task<bool> WasCommittedAsync(DbContext context, string transactionId, CancellationToken cancellationToken);

    /// <summary>Excludes other transactions that use the same name until this one ends.</summary>
    Task LockAsync(DbContext context, string name, CancellationToken cancellationToken);

    /// <summary>Renews, acquires and gives back lease partitions, so that all live relays have an equal share.</summary>
    Task<LeaseResult> RenewLeasesAsync(DbContext context, LeaseRequest request, CancellationToken cancellationToken);

    /// <summary>Gives all leases of a relay that stops back at once.</summary>
    Task LeaveAsync(DbContext context, Guid owner, CancellationToken cancellationToken);

    /// <summary>Reads rows that are due, oldest first, without those in work and without those behind a failed row of their key.</summary>
    Task<FetchResult> FetchAsync(DbContext context, FetchRequest request, CancellationToken cancellationToken);

    /// <summary>Removes rows that the broker has confirmed.</summary>
    /// <param name="context">A context of its own.</param>
    /// <param name="ids">The rows.</param>
    /// <param name="durable">Whether they must not come back when the database crashes in the next moment.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    Task DeleteAsync(DbContext context, IReadOnlyCollection<long> ids, bool durable, CancellationToken cancellationToken);

    /// <summary>Records a failed attempt; the row is due again after the delay.</summary>
    Task FailAsync(DbContext context, OutboxRow row, TimeSpan delay, Failure failure, CancellationToken cancellationToken);

    /// <summary>Moves a row that can't be sent from the outbox to the dead letters, in one transaction.</summary>
    /// <returns><see langword="false"/> when somebody else had the row meanwhile.</returns>
    Task<bool> BuryAsync(DbContext context, OutboxDeadLetter letter, CancellationToken cancellationToken);

    /// <summary>Counts what waits and what is dead, for the gauges; cheap whatever the backlog.</summary>
    Task<OutboxMeasurement> MeasureAsync(DbContext context, CancellationToken cancellationToken);

    /// <summary>Makes partitions of the inbox for the days to come and drops those beyond the window.</summary>
    Task MaintainInboxAsync(DbContext context, int days, CancellationToken cancellationToken);

    /// <summary>Wakes the relays of other processes; does nothing where there are none.</summary>
    Task NotifyAsync(DbContext context, CancellationToken cancellationToken);

    /// <summary>Calls back whenever another process has written to the outbox, until cancelled.</summary>
    Task ListenAsync(DbContext context, Action wake, CancellationToken cancellationToken);
}
