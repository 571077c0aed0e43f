using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Tasks;

internal static partial class TaskLog
{
    [LoggerMessage(2391, LogLevel.Information, "The task {Task} {TaskId} on {Queue} does not run: it is {State} already", EventName = "TaskLeftOut")]
    public static partial void LeftOut(ILogger logger, string task, Guid taskId, string queue, Messaging.Tasks.TaskState state);

    [LoggerMessage(2392, LogLevel.Warning,
        "The task {Task} {TaskId} on {Queue} failed at attempt {Attempt} of {MaxAttempts} and comes again in {Delay}. {ExceptionType}: {Reason}", EventName = "TaskComesAgain")]
    public static partial void ComesAgain(
        ILogger logger, string task, Guid taskId, string queue, int attempt, int maxAttempts, TimeSpan delay, string exceptionType, string reason);

    [LoggerMessage(2393, LogLevel.Error,
        "The task {Task} {TaskId} on {Queue} has failed for good after {Attempts} attempts; its message becomes a dead letter, and replaying that runs it again", EventName = "TaskFailed")]
    public static partial void Failed(ILogger logger, string task, Guid taskId, string queue, int attempts, Exception exception);

    [LoggerMessage(2396, LogLevel.Warning,
        "The task {Task} {TaskId} on {Queue} runs longer than its hard time limit of {Limit}, and is looked at again after as long: {Reason}", EventName = "TaskNotEnded")]
    public static partial void NotEnded(ILogger logger, string task, Guid taskId, string queue, TimeSpan limit, string reason);

    [LoggerMessage(2397, LogLevel.Warning,
        "The task {Task} {TaskId} on {Queue}, given up at its hard time limit, came to its end after {Duration}, without effect: {Reason}", EventName = "GivenUpTaskEnded")]
    public static partial void GivenUpEnded(ILogger logger, string task, Guid taskId, string queue, TimeSpan duration, string reason);

    [LoggerMessage(2395, LogLevel.Warning, "The tasks could not be counted, and their gauge shows nothing: {Reason}", EventName = "TasksNotCounted")]
    public static partial void NotCounted(ILogger logger, string reason);

    [LoggerMessage(2394, LogLevel.Warning, "That {Tasks} tasks have started could not be written down, and is tried again: {Reason}", EventName = "TaskStartedUnwritten")]
    public static partial void StartedUnwritten(ILogger logger, int tasks, string reason);
}
