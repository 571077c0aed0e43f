namespace Messaging.Schedules;

/// <summary>The schedules of all replicas, and what people do to them. A singleton; each call is a transaction of its own.</summary>
public interface IScheduleStore
{
    /// <summary>Every schedule, by name.</summary>
    Task<IReadOnlyList<ScheduleInfo>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The same, acting for somebody: each action is audited in its own transaction, so that there is neither without the other.</summary>
    /// <param name="actor">Who.</param>
    IScheduleStore By(string actor);

    /// <summary>Stops a schedule on all replicas until it is resumed.</summary>
    /// <returns>Whether there is such a schedule.</returns>
    Task<bool> PauseAsync(string name, CancellationToken cancellationToken);

    /// <summary>Goes on with the next occurrence from now; those of the pause are left out.</summary>
    /// <returns>Whether there is such a schedule here.</returns>
    Task<bool> ResumeAsync(string name, CancellationToken cancellationToken);

    /// <summary>Enqueues the task now, beside the occurrences and whether paused or not.</summary>
    /// <returns>The task's id; <see langword="null"/> when there is no such schedule here.</returns>
    Task<Guid?> RunAsync(string name, CancellationToken cancellationToken);
}
