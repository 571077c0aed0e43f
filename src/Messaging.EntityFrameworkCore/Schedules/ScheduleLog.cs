using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Schedules;

internal static partial class ScheduleLog
{
    [LoggerMessage(2381, LogLevel.Information, "The schedule {Schedule} of {PlannedAt:O} fires, {Late} late, as task {TaskId}", EventName = "ScheduleFired")]
    public static partial void Fired(ILogger logger, string schedule, DateTimeOffset plannedAt, TimeSpan late, Guid taskId);

    [LoggerMessage(2382, LogLevel.Warning, "The schedule {Schedule} of {PlannedAt:O} was missed by {Late} and is skipped, as Schedules__{Schedule}__Missed says", EventName = "ScheduleSkipped")]
    public static partial void Skipped(ILogger logger, string schedule, DateTimeOffset plannedAt, TimeSpan late);

    [LoggerMessage(2383, LogLevel.Warning, "The schedules can't be looked at now, and are again soon; what is due then fires: {Reason}", EventName = "ScheduleRoundFailed")]
    public static partial void RoundFailed(ILogger logger, string reason);
}
