namespace Messaging.EntityFrameworkCore;

/// <summary>
/// The instruments of tasks. All carry <see cref="TaskTag"/>, the name of the command's type, except the gauge; all carry <see cref="QueueTag"/>.
/// </summary>
public static class TransactionalTasksMetrics
{
    /// <summary>The name of the meter that has all of them.</summary>
    public const string MeterName = "Messaging.Tasks";

    /// <summary>
    /// Tasks, <c>{task}</c>: that have not ended, of all workers, by <see cref="StateTag"/>; counted up to 100,000, every
    /// <see cref="TransactionalMessagingOptions.MeasureInterval"/>, and only while somebody listens.
    /// </summary>
    public const string Open = "messaging.task.open";

    /// <summary>Tasks, <c>{task}</c>: that have ended in this process, by <see cref="StateTag"/>.</summary>
    public const string Ended = "messaging.task.ended";

    /// <summary>Attempts, <c>{attempt}</c>: that failed and are followed by another one.</summary>
    public const string Retries = "messaging.task.retries";

    /// <summary>Seconds, <c>s</c>: one attempt with its transaction, by <see cref="StateTag"/>, that in which it left the task.</summary>
    public const string Duration = "messaging.task.duration";

    /// <summary>The name of the command's type.</summary>
    public const string TaskTag = "messaging.task.name";

    /// <summary>A state of the task, as the API writes it.</summary>
    public const string StateTag = "messaging.task.state";

    /// <summary>The queue, by the conventions' name.</summary>
    public const string QueueTag = "messaging.destination.name";
}
