namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>What a flush wrote.</summary>
/// <param name="TransactionId">By which the outcome of a lost COMMIT can be asked for.</param>
/// <param name="Partitions">The lease partitions that now have work.</param>
internal sealed record FlushResult(string? TransactionId, IReadOnlyCollection<int> Partitions)
{
    /// <summary>Whether the transaction has been committed along with it.</summary>
    public bool Committed { get; init; }

    /// <summary>Rows that need not be read back to be sent: without a key, and due at once.</summary>
    public IReadOnlyList<OutboxRow> Sendable { get; init; } = [];

    /// <summary>Whether the relay has to look into the table for the others.</summary>
    public bool HasMore { get; init; } = true;
}
