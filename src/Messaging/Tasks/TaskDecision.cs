using Messaging.Failures;

namespace Messaging.Tasks;

/// <summary>What becomes of a task that failed: it comes again after a delay, or not at all.</summary>
/// <param name="RetryAfter">After how long it comes again; <see langword="null"/>: it has failed for good.</param>
public readonly record struct TaskDecision(TimeSpan? RetryAfter)
{
    /// <summary>
    /// Decides from the exception and what was tried so far. Pure. <see cref="RetryTaskException"/> names its own delay, but does not raise the
    /// number of retries; a permanent failure is not tried again.
    /// </summary>
    /// <param name="task">The task's settings.</param>
    /// <param name="exception">What the attempt ended with.</param>
    /// <param name="kind">What kind of failure that is.</param>
    /// <param name="attempts">How many attempts were made, this one included; from 1.</param>
    /// <param name="jitter">From 0 to below 1; spreads the delay from 80 to 120 % of its value.</param>
    public static TaskDecision Of(TaskDeclaration task, Exception exception, FailureKind kind, int attempts, double jitter)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (attempts > task.MaxRetries)
            return new TaskDecision(null);
        if (RetryTaskException.In(exception) is { } asked)
            return new TaskDecision(asked.After);
        if (kind is FailureKind.Permanent)
            return new TaskDecision(null);
        var ticks = Math.Min(task.CountDown.Ticks * Math.Pow(2, Math.Min(attempts - 1, 40)), task.MaxCountDown.Ticks);
        return new TaskDecision(TimeSpan.FromTicks((long)(ticks * (0.8 + (jitter * 0.4)))));
    }
}
