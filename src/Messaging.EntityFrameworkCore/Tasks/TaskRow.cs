namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>A task about to be written.</summary>
/// <param name="Id">The task's id, and its message's.</param>
/// <param name="Task">The name of the command's type.</param>
/// <param name="Queue">Where it goes.</param>
/// <param name="Key">Only one of a type and key waits or runs.</param>
/// <param name="Delay">After how long it may run; zero: at once.</param>
/// <param name="Expires">How long after that it is worth running.</param>
/// <param name="TraceId">The trace in which it is enqueued.</param>
internal sealed record TaskRow(Guid Id, string Task, string Queue, string? Key, TimeSpan Delay, TimeSpan? Expires, string? TraceId);
