using Messaging.Schedules;

namespace Messaging.EntityFrameworkCore.Schedules;

/// <summary>A schedule of this process, checked.</summary>
internal sealed record ScheduleDefinition(string Name, Timetable Times, MissedOccurrences Missed, string Task, ScheduledTask Enqueue);
