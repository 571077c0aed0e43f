namespace Messaging.Trails;

/// <summary>One row that knows an order, a message, a conversation or a trace.</summary>
/// <param name="At">When it was written.</param>
/// <param name="Kind">What it is: <c>outbox</c>, <c>inbox</c>, <c>dead-letter</c>, <c>audit</c>, or what the application adds.</param>
/// <param name="Id">Its id.</param>
/// <param name="Facts">What it says, by name.</param>
public sealed record TrailEntry(DateTimeOffset At, string Kind, string Id, IReadOnlyDictionary<string, object?> Facts);
