using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Messaging.Parking;

namespace Messaging.EntityFrameworkCore.Parking;

/// <summary>The number under which the transactions of a key exclude each other, between processes of different versions: it must never change.</summary>
internal static class KeyLock
{
    public const int NoPartition = -1;

    public static long Of(OrderedKey key)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"parked\n{key.SourceSystem}\n{key.Source}\n{key.Group}\n{Partition(key)}\n"));
        hash.AppendData(key.Key.Span);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadInt64LittleEndian(digest);
    }

    public static int Partition(OrderedKey key) => key.Partition ?? NoPartition;
}
