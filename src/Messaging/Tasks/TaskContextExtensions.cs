using MassTransit;

namespace Messaging.Tasks;

/// <summary>What a consumer can say and ask as a task. It is an ordinary consumer: all of it works, and does nothing, outside a task too.</summary>
public static class TaskContextExtensions
{
    /// <summary>Keeps what the task returns with its state, if this attempt commits.</summary>
    /// <exception cref="ArgumentException">It is larger than <see cref="TaskOptions.MaxResultBytes"/>.</exception>
    public static void SetTaskResult(this ConsumeContext context, object result)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(result);
        if (context.TryGetPayload(out TaskExecution? execution))
            execution.Return(result);
    }

    /// <summary>The number of this attempt, from 1; also 1 outside a task.</summary>
    public static int GetTaskAttempt(this ConsumeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.TryGetPayload(out TaskExecution? execution) ? execution.Attempt : 1;
    }

    /// <summary>For <c>throw context.RetryTask(after)</c>: this attempt has failed, and the next one comes after that time if there is one left.</summary>
    /// <param name="context">The task's context.</param>
    /// <param name="after">After how long; not negative.</param>
    /// <param name="cause">Why.</param>
    public static RetryTaskException RetryTask(this ConsumeContext context, TimeSpan after, Exception? cause = null) => new(after, cause);
}
