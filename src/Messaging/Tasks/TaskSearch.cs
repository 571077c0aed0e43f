namespace Messaging.Tasks;

/// <summary>Which tasks to list: all that fit, newest first.</summary>
/// <param name="State">Only in this state.</param>
/// <param name="Queue">Only of this queue.</param>
/// <param name="Task">Only of this command type, by its name.</param>
/// <param name="After">Only those enqueued before this one: the last of the page before.</param>
/// <param name="Limit">How many at most, from 1.</param>
public sealed record TaskSearch(TaskState? State = null, string? Queue = null, string? Task = null, Guid? After = null, int Limit = 50);
