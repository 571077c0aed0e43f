namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>What a relay holds after it renewed.</summary>
/// <param name="Partitions">The partitions it holds, for the duration asked for.</param>
/// <param name="Surplus">How many of them are more than its share and should be given back once nothing of them is in flight.</param>
internal sealed record LeaseResult(IReadOnlyCollection<int> Partitions, int Surplus);
