using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Messaging.Inbox;

namespace Messaging.Redis;

/// <summary>Says by which id a message is known: the sender's, one that the endpoint declares, or one made of its position.</summary>
internal static class DeliveryIdentities
{
    private static readonly DateTimeOffset Plausible = new(2010, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="delivery">The message.</param>
    /// <param name="source">The stream or list.</param>
    /// <param name="declared">What the endpoint's expression says of it.</param>
    public static DeliveryIdentity Of(Delivery delivery, string source, string? declared)
    {
        if (EntryFields.Text(delivery, MessagingHeaders.MessageId) is { Length: > 0 } header)
        {
            var id = FromText(source, header);
            var original = Guid.TryParse(EntryFields.Text(delivery, MessagingHeaders.OriginalMessageId), out var first) ? first : id;
            return new DeliveryIdentity(id, new MessageIdentity(original, Stamp(delivery)), FromSender: true);
        }

        if (!string.IsNullOrEmpty(declared))
        {
            // Two sendings of it may be days apart: no time belongs to both.
            var id = FromText(source, declared);
            return new DeliveryIdentity(id, new MessageIdentity(id, null), FromSender: true);
        }

        var position = Guid.TryParse(delivery.Id, out var given) ? given : Digest($"redis\n{delivery.Origin}\n{source}\n{delivery.Id}");
        return new DeliveryIdentity(position, new MessageIdentity(position, TimeOf(delivery)), FromSender: false);
    }

    /// <summary>When the message was added to its stream, or first taken from its list.</summary>
    public static DateTimeOffset? TimeOf(Delivery delivery)
    {
        var milliseconds = Guid.TryParse(delivery.Id, out var given)
            ? long.Parse(given.ToString("N").AsSpan(0, 12), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : long.TryParse(delivery.Id.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first) ? first : 0;
        // A client may choose the ids of its entries, and begin with 1-1.
        return milliseconds >= Plausible.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
    }

    private static Guid FromText(string source, string text) => Guid.TryParse(text, out var id) ? id : Digest($"redis\n{source}\n{text}");

    /// <summary>A UUID of version 8: a digest of what names the message for ever.</summary>
    private static Guid Digest(string name)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    private static DateTimeOffset? Stamp(Delivery delivery)
    {
        var valid = long.TryParse(EntryFields.Text(delivery, MessagingHeaders.Stamp), NumberStyles.None, CultureInfo.InvariantCulture, out var stamp)
            && stamp <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        return valid ? DateTimeOffset.FromUnixTimeMilliseconds(stamp) : null;
    }
}
