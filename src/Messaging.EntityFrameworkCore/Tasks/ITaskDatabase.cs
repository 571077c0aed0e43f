using System.Data.Common;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>All SQL of tasks, once per kind of database, on the connection and in the transaction of the given context.</summary>
internal interface ITaskDatabase
{
    /// <summary>Whether this is the database that the context is configured for.</summary>
    bool Serves(DbContext context);

    /// <summary>Writes tasks that are enqueued, by the flush's batch where there is one.</summary>
    Task InsertAsync(DbContext context, DbBatch? batch, IReadOnlyList<TaskRow> rows, CancellationToken cancellationToken);

    /// <summary>The task of this type and key that waits or runs; locks the key until the transaction ends, so that there can't be two.</summary>
    Task<Guid?> FindByKeyAsync(DbContext context, string task, string key, CancellationToken cancellationToken);

    /// <summary>
    /// Counts an attempt before its transaction, unless the task was revoked, has expired or is done; <see langword="null"/> where
    /// <see cref="ITaskInbox"/> does that inside of it.
    /// </summary>
    Task<TaskBegun?> CountAsync(DbContext context, TaskBegin begin, CancellationToken cancellationToken);

    /// <summary>Gives a message that nobody enqueued here its row, unless it has one by now.</summary>
    Task AddAsync(DbContext context, TaskBegin begin, CancellationToken cancellationToken);

    /// <summary>The task is done, if this transaction commits.</summary>
    Task SucceedAsync(DbContext context, DbBatch? batch, TaskAttempt attempt, string? result, CancellationToken cancellationToken);

    /// <summary>The task comes again, unless it was asked to be revoked meanwhile.</summary>
    /// <returns><see cref="TaskState.Retrying"/> or <see cref="TaskState.Revoked"/>.</returns>
    Task<TaskState> RetryAsync(DbContext context, TaskAttempt attempt, TimeSpan delay, string error, CancellationToken cancellationToken);

    /// <summary>The task has failed for good.</summary>
    Task FailAsync(DbContext context, TaskAttempt attempt, string error, CancellationToken cancellationToken);

    /// <summary>See <see cref="ITaskStore.RevokeAsync"/>; takes a message that waits for its time out of the outbox. Needs an open transaction.</summary>
    Task<TaskRevocation> RevokeAsync(DbContext context, Guid id, string reason, CancellationToken cancellationToken);

    /// <summary>See <see cref="ITaskStore.FindAsync"/>.</summary>
    Task<TaskInfo?> FindAsync(DbContext context, Guid id, CancellationToken cancellationToken);

    /// <summary>See <see cref="ITaskStore.ListAsync"/>.</summary>
    Task<IReadOnlyList<TaskInfo>> ListAsync(DbContext context, TaskSearch search, CancellationToken cancellationToken);

    /// <summary>Counts the tasks that have not ended by queue and state, up to a limit.</summary>
    Task<IReadOnlyList<OpenTasks>> CountOpenAsync(DbContext context, CancellationToken cancellationToken);

    /// <summary>Deletes up to a number of tasks that ended longer ago.</summary>
    Task<int> DeleteAsync(DbContext context, TimeSpan endedBefore, int limit, CancellationToken cancellationToken);
}
