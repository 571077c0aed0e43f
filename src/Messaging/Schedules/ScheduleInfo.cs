namespace Messaging.Schedules;

/// <summary>A schedule as it stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Timing">Cron expression or interval.</param>
/// <param name="TimeZone">The zone of the cron expression.</param>
/// <param name="Task">The name of the task it enqueues.</param>
/// <param name="Missed">What becomes of missed occurrences.</param>
/// <param name="Paused">Whether somebody has paused it.</param>
/// <param name="NextAt">The next occurrence; <see langword="null"/> while it is paused.</param>
/// <param name="LastPlannedAt">The planned time of the last occurrence that fired; <see langword="null"/> before the first.</param>
/// <param name="LastFiredAt">When that fired.</param>
/// <param name="LastTaskId">The task it enqueued.</param>
public sealed record ScheduleInfo(
    string Name, string Timing, string TimeZone, string Task, MissedOccurrences Missed, bool Paused, DateTimeOffset? NextAt,
    DateTimeOffset? LastPlannedAt, DateTimeOffset? LastFiredAt, Guid? LastTaskId);
