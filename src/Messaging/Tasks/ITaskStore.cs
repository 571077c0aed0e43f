namespace Messaging.Tasks;

/// <summary>The tasks of all workers, with state and result. A singleton; each call is a transaction of its own.</summary>
public interface ITaskStore
{
    /// <summary>The task, or <see langword="null"/> when there is none, or no longer.</summary>
    Task<TaskInfo?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Tasks, newest first.</summary>
    Task<IReadOnlyList<TaskInfo>> ListAsync(TaskSearch search, CancellationToken cancellationToken);

    /// <summary>The same, acting for somebody: each action is audited in its own transaction, so that there is neither without the other.</summary>
    /// <param name="actor">Who.</param>
    ITaskStore By(string actor);

    /// <summary>Has a task not run, or not run again.</summary>
    /// <param name="id">The task.</param>
    /// <param name="reason">Who and why, for whoever reads the task later.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    Task<TaskRevocation> RevokeAsync(Guid id, string reason, CancellationToken cancellationToken);
}
