namespace Messaging.Depth;

/// <summary>A queue as it was last seen.</summary>
/// <param name="Depth">What waits in it.</param>
/// <param name="Threshold">More messages than this are too many.</param>
/// <param name="OldestAllowed">An older message has waited too long.</param>
/// <param name="State">What follows.</param>
public sealed record WatchedQueue(QueueDepth Depth, long Threshold, TimeSpan OldestAllowed, QueueState State);
