using System.Text;
using Confluent.Kafka;
using Messaging.Inbox;
using Messaging.Parking;

namespace Messaging.Kafka;

/// <summary>Records as the parked store keeps them, and back, byte for byte.</summary>
internal static class ParkedRecords
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static OrderedKey KeyOf(ConsumedRecord record, EndpointSettings settings) => record.Result.Message.Key is { } key
        ? new OrderedKey(KafkaActivities.System, settings.Topic, settings.Group, key)
        : new OrderedKey(KafkaActivities.System, settings.Topic, settings.Group, default, record.Result.Partition.Value);

    public static ParkedMessage Of(ConsumedRecord record, MessageIdentity identity, EndpointSettings settings)
    {
        var message = record.Result.Message;
        return new ParkedMessage
        {
            MessageId = identity.MessageId,
            StampedAt = identity.StampedAt,
            Partition = record.Result.Partition.Value,
            Position = record.Offset,
            SentAt = RecordIdentities.TimeOf(record.Result),
            MessageType = RecordHeaders.Text(message.Headers, MessagingHeaders.MessageType) ?? settings.MessageType,
            Headers = [.. (message.Headers ?? []).Select(header => new KeyValuePair<string, object?>(header.Key, TextOf(header.GetValueBytes())))],
            Body = message.Value is { } value ? (ReadOnlyMemory<byte>?)value : null,
            Attempts = record.Attempts,
        };
    }

    public static ConsumedRecord Record(ParkedMessage parked, OrderedKey key, EndpointSettings settings)
    {
        var headers = new Headers();
        foreach (var (name, value) in parked.Headers)
            headers.Add(name, BytesOf(value));

        return new ConsumedRecord(new ConsumeResult<byte[]?, byte[]?>
        {
            Topic = settings.Topic,
            Partition = parked.Partition ?? Partition.Any,
            Offset = parked.Position ?? Offset.Unset,
            Message = new Message<byte[]?, byte[]?>
            {
                Key = key.Partition is null ? key.Key.ToArray() : null,
                Value = parked.Body?.ToArray(),
                Headers = headers,
                Timestamp = parked.SentAt is { } time ? new Timestamp(time) : Timestamp.Default,
            },
        })
        {
            Attempts = parked.Attempts,
            FirstFailedAt = parked.FirstFailedAt,
            // It is not the first time that it is tried.
            Blocks = 1,
            ReplayOf = parked.ReplayOf,
        };
    }

    private static object? TextOf(byte[]? bytes)
    {
        try
        {
            return bytes is null ? null : Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return bytes;
        }
    }

    private static byte[]? BytesOf(object? value) => value switch
    {
        null => null,
        byte[] bytes => bytes,
        ReadOnlyMemory<byte> bytes => bytes.ToArray(),
        string text => Encoding.UTF8.GetBytes(text),
        IFormattable number => Encoding.UTF8.GetBytes(number.ToString(null, System.Globalization.CultureInfo.InvariantCulture)),
        _ => Encoding.UTF8.GetBytes(value.ToString() ?? ""),
    };
}
