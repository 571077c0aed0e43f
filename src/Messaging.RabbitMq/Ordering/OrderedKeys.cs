using System.Security.Cryptography;
using System.Text;
using MassTransit;
using Messaging.Parking;

namespace Messaging.RabbitMq;

/// <summary>Within which key a message of an ordered queue keeps its order.</summary>
internal static class OrderedKeys
{
    public const string System = "rabbitmq";

    /// <summary>A queue is one partition.</summary>
    public const int Partition = 0;

    public static OrderedKey Of(ReceiveContext context, string queue) =>
        Of(context.TransportHeaders.TryGetHeader(MessagingHeaders.OrderingKey, out var value) ? value as string : null, queue);

    public static OrderedKey Of(string? key, string queue) => string.IsNullOrEmpty(key)
        ? new OrderedKey(System, queue, queue, default, Partition)
        : new OrderedKey(System, queue, queue, Bytes(key));

    /// <summary>The key as it is stored; a stranger's may be longer than an index takes.</summary>
    public static byte[] Bytes(string key)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        return key.Length <= OrderingKeyExtensions.LongestKey ? bytes : Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }
}
