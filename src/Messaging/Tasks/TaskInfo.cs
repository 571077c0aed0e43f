namespace Messaging.Tasks;

/// <summary>What is known of a task. Its arguments are not: they travel in its message, and leave with it.</summary>
/// <param name="Id">The id, which is the message's too.</param>
/// <param name="Task">The name of the command's type.</param>
/// <param name="Queue">The queue it was sent to.</param>
/// <param name="State">Where it is.</param>
/// <param name="Key">See <see cref="EnqueueOptions.Key"/>.</param>
/// <param name="Attempts">How often a worker has begun with it.</param>
/// <param name="EnqueuedAt">When it was enqueued.</param>
/// <param name="DueAt">When it may run, or run again.</param>
/// <param name="ExpiresAt">When it is no longer worth running; <see langword="null"/>: never.</param>
/// <param name="StartedAt">When a worker last began.</param>
/// <param name="FinishedAt">When it succeeded, failed or was revoked.</param>
/// <param name="Worker">Which process last began.</param>
/// <param name="Error">Why the last attempt failed, or why it was revoked.</param>
/// <param name="Result">What the task returned, as JSON.</param>
/// <param name="TraceId">The trace in which it was enqueued.</param>
public sealed record TaskInfo(
    Guid Id, string Task, string Queue, TaskState State, string? Key, int Attempts, DateTimeOffset EnqueuedAt, DateTimeOffset DueAt,
    DateTimeOffset? ExpiresAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, string? Worker, string? Error, string? Result, string? TraceId);
