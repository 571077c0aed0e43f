namespace Messaging.Outbox;

/// <summary>What lies in the outbox.</summary>
/// <param name="Pending">How many messages are due or failing; counted up to 100,000.</param>
/// <param name="OldestAge">How long the oldest of them has been due.</param>
/// <param name="Stuck">Those that have failed, the longest first.</param>
public sealed record OutboxBacklog(long Pending, TimeSpan OldestAge, IReadOnlyList<StuckMessage> Stuck);
