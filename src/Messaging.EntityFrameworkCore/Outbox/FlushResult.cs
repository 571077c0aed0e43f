namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>What a flush wrote.</summary>
/// <param name="TransactionId">By which the outcome of a lost COMMIT can be asked for.</param>
/// <param name="Partitions">The lease partitions that now have work.</param>
internal sealed record FlushResult(string? TransactionId, IReadOnlyCollection<int> Partitions);
