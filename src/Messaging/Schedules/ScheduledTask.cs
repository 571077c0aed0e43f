using Messaging.Tasks;

namespace Messaging.Schedules;

/// <summary>Enqueues the task of one occurrence; the scheduler commits it together with the occurrence.</summary>
/// <param name="tasks">Where to.</param>
/// <param name="plannedAt">The occurrence's time as planned, in UTC.</param>
/// <param name="cancellationToken">Stops the attempt.</param>
/// <returns>The task's id.</returns>
public delegate Task<Guid> ScheduledTask(ITaskQueue tasks, DateTimeOffset plannedAt, CancellationToken cancellationToken);
