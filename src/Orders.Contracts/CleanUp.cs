namespace Orders.Contracts;

/// <summary>Command to the queue <c>maintenance</c>: remove idempotency keys that have expired and tasks that ended long ago.</summary>
public sealed record CleanUp(DateTimeOffset At);
