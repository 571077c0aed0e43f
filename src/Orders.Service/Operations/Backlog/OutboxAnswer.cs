using Messaging.Outbox;

namespace Orders.Service.Operations.Backlog;

/// <summary>What waits in the outbox.</summary>
internal sealed record OutboxAnswer(long Pending, double OldestSeconds, IReadOnlyList<StuckMessage> Stuck);
