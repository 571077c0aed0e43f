using System.Security.Cryptography;
using System.Text;
using MassTransit;

namespace Messaging.Json;

/// <summary>Clients of other stacks name their messages as they like; the inbox wants a UUID, the same for every copy.</summary>
internal static class ForeignMessageId
{
    private const string Namespace = "amqp-message-id:";

    public static Guid? Of(Headers headers)
    {
        var id = TextOf(headers);
        if (string.IsNullOrWhiteSpace(id))
            return null;
        if (Guid.TryParse(id, out var known))
            return known;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(Namespace + id), hash);
        // RFC 9562: version 8, made in a way of one's own; variant 10.
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>The id as the sender wrote it.</summary>
    public static string? TextOf(Headers headers) => headers.Get<string>("MessageId") ?? headers.Get<string>(MessagingHeaders.MessageId);
}
