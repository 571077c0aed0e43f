using Messaging.EntityFrameworkCore.Inbox;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>One delivery of a task's message. It outlives waits for the infrastructure, which count no further attempt.</summary>
internal sealed class TaskRun(TaskBegin begin, TaskDatabases databases, IStartedTasks started)
{
    private TaskBegun? _begun;

    public TaskBegin Begin => begin;

    /// <summary>Whether a transaction looked at the task's row yet.</summary>
    public bool IsKnown => _begun is not null;

    /// <summary>The transaction that it runs in; <see langword="null"/>: none, or one that nobody can end from outside.</summary>
    public string? TransactionId { get; private set; }

    public bool MayRun => _begun is { State: TaskState.Started };

    public TaskState State => Known.State;

    public TaskAttempt Attempt => new(begin, Known.Attempts, Known.At);

    private TaskBegun Known => _begun ?? throw new InvalidOperationException($"The task {begin.Id} has not begun.");

    /// <summary>Where others can't write while the task runs, the attempt is counted before its transaction.</summary>
    public async Task CountAsync(DbContext context, CancellationToken cancellationToken) =>
        _begun ??= await databases.For(context).CountAsync(context, begin, cancellationToken).ConfigureAwait(false);

    /// <summary>A row for a message that nobody enqueued here.</summary>
    public Task AddAsync(DbContext context, CancellationToken cancellationToken) => databases.For(context).AddAsync(context, begin, cancellationToken);

    /// <returns><see langword="null"/> when there is no row of this task.</returns>
    public async Task<InboxResult?> EnterAsync(
        IMessagingDatabase messaging, DbContext context, IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken)
    {
        if (databases.For(context) is not ITaskInbox inbox)
            return await messaging.EnterInboxAsync(context, entries, cancellationToken).ConfigureAwait(false);
        var entry = await inbox.EnterAsync(context, entries, begin, cancellationToken).ConfigureAwait(false);
        if (entry.Begun is not { } found)
            return null;
        _begun = _begun is { State: TaskState.Started } before && found.State is TaskState.Started ? found with { Attempts = before.Attempts } : found;
        if (MayRun)
        {
            started.Began(this);
            TransactionId = entry.Inbox.TransactionId;
        }

        return entry.Inbox;
    }

    /// <summary>The attempt has ended, whatever way.</summary>
    public void End()
    {
        started.Ended(this);
        TransactionId = null;
    }
}
