using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Where a message's destination and key fall: the number under which its writers exclude each other, and the lease partition whose
/// holder sends it. Both are stored or shared between processes of different versions, so the hash must never change.
/// </summary>
internal static class OutboxPartition
{
    public const int Count = 64;

    /// <summary>A 64-bit number for the advisory lock of a destination and key.</summary>
    public static long LockKey(string destination, string orderingKey)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"outbox\n{destination}\n{orderingKey}"), hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }

    public static int OfLockKey(long lockKey) => (int)((ulong)lockKey % Count);

    /// <summary>Messages without a key have no order to keep and spread by their id.</summary>
    public static int OfMessage(Guid messageId) => (int)((uint)messageId.GetHashCode() % Count);
}
