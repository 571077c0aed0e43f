using Messaging.Outbox;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>What a transaction has to write as its last statements.</summary>
/// <param name="Messages">The messages, in the order in which they were sent.</param>
/// <param name="Cancelled">Tokens of scheduled messages that are cancelled.</param>
/// <param name="TransactionId">
/// The transaction's id, when it is known before. Then the flush commits in the same round trip: the outcome can be asked for if the answer is lost.
/// </param>
/// <param name="Steps">What else is written, before the messages.</param>
/// <param name="OwnPartitions">Lease partitions of this process's relay; messages without a key go there, so that it can send them from memory.</param>
internal sealed record FlushRequest(
    IReadOnlyList<OutboxMessage> Messages, IReadOnlyList<Guid> Cancelled, IReadOnlyList<IFlushStep> Steps, string? TransactionId,
    IReadOnlyList<int> OwnPartitions);
