using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka;
using Messaging.Inbox;

namespace Messaging.Kafka;

/// <summary>Says by which id a record is known: its own, or one made of its position, the same at every reading.</summary>
internal sealed class RecordIdentities(TopicIds topics)
{
    /// <summary>Of a record whose inbox identity is known already.</summary>
    public static RecordIdentity Of(ConsumeResult<byte[]?, byte[]?> result, MessageIdentity inbox) =>
        new(RecordHeaders.Id(result.Message.Headers, MessagingHeaders.MessageId) ?? inbox.MessageId, inbox);

    public async ValueTask<RecordIdentity> OfAsync(ConsumeResult<byte[]?, byte[]?> result, CancellationToken cancellationToken)
    {
        var headers = result.Message.Headers;
        if (RecordHeaders.Id(headers, MessagingHeaders.MessageId) is { } own)
            return new RecordIdentity(own, new MessageIdentity(RecordHeaders.Id(headers, MessagingHeaders.OriginalMessageId) ?? own, Stamp(headers)));

        var topic = await topics.OfAsync(result.Topic, cancellationToken);
        var id = FromPosition(topic, result.Partition.Value, result.Offset.Value);
        return new RecordIdentity(id, new MessageIdentity(id, TimeOf(result)));
    }

    public static DateTimeOffset? TimeOf(ConsumeResult<byte[]?, byte[]?> result) =>
        result.Message.Timestamp.Type == TimestampType.NotAvailable ? null : new DateTimeOffset(result.Message.Timestamp.UtcDateTime);

    /// <summary>A UUID of version 8: a digest of what names the position for ever.</summary>
    public static Guid FromPosition(string topic, int partition, long offset)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"kafka\n{topic}\n{partition}\n{offset}");
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    private static DateTimeOffset? Stamp(Headers? headers)
    {
        var valid = long.TryParse(RecordHeaders.Text(headers, MessagingHeaders.Stamp), NumberStyles.None, CultureInfo.InvariantCulture, out var stamp)
            && stamp <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

        return valid ? DateTimeOffset.FromUnixTimeMilliseconds(stamp) : null;
    }
}
