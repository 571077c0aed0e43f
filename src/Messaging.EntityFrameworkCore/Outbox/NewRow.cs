using Messaging.Outbox;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>A message about to be written, and where it falls.</summary>
internal readonly record struct NewRow(OutboxMessage Message, long? LockKey, int Partition)
{
    /// <summary>
    /// A key decides the partition, the same in every process. A message without one may fall anywhere: to the relay of this process if it
    /// has a share, so that no other needs to be woken.
    /// </summary>
    public static NewRow Of(OutboxMessage message, IReadOnlyList<int> ownPartitions)
    {
        if (message.OrderingKey is { } key)
        {
            var lockKey = OutboxPartition.LockKey(message.Destination.ToString(), key);
            return new NewRow(message, lockKey, OutboxPartition.OfLockKey(lockKey));
        }

        return new NewRow(
            message, null, ownPartitions.Count == 0 ? OutboxPartition.OfMessage(message.MessageId) : ownPartitions[(int)((uint)message.MessageId.GetHashCode() % ownPartitions.Count)]);
    }

    /// <summary>The row as the relay would read it, unless it has to wait: for its time, or for its turn within its key.</summary>
    public OutboxRow? Sendable(long id, DateTimeOffset stampedAt) =>
        LockKey is not null || Message.Delay > TimeSpan.Zero
            ? null
            : new OutboxRow(id, Partition, 0, Expired: false, Message with
            {
                StampedAt = stampedAt,
                Headers = HeaderJson.AsRead(Message.Headers),
                Properties = HeaderJson.AsRead(Message.Properties),
            });
}
