using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Messaging.DeadLetters;

namespace Messaging.Kafka;

/// <summary>Turns a record of a dead-letter topic into a dead letter. Takes whatever is there: somebody else may have written it.</summary>
internal sealed class DeadLetterReader(IReadOnlyDictionary<string, EndpointSettings> endpoints, TopicIds topics)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public async Task<DeadLetter> ReadAsync(ConsumeResult<byte[]?, byte[]?> record, CancellationToken cancellationToken)
    {
        var endpoint = endpoints.GetValueOrDefault(record.Topic);
        var headers = record.Message.Headers;
        var writtenAt = RecordIdentities.TimeOf(record);
        var failedAt = Time(headers, KafkaHeaders.LastFailedAt) ?? writtenAt;
        var source = Source(headers) ?? new(record.Topic, record.Partition.Value, record.Offset.Value, writtenAt);
        var id = Id(headers, MessagingHeaders.MessageId);
        // Without an id of its own a record is known by its position, as the inbox knew it when it failed.
        var position = id is null && source.Topic == endpoint?.Topic ? await PositionAsync(source, cancellationToken) : null;

        // A replay that fails again is a dead letter of its own.
        var replayOf = Id(headers, KafkaHeaders.ReplayOf);
        var replayed = replayOf is null ? "" : $"/{replayOf}";
        return new DeadLetter
        {
            SourceSystem = KafkaActivities.System,
            Source = source.Topic,
            // A topic that is made anew has the same offsets again, but not at the same time.
            SourceIdentity = string.Create(
                CultureInfo.InvariantCulture, $"{endpoint?.Group}/{source.Partition}@{source.Offset}/{source.Timestamp?.ToUnixTimeMilliseconds()}{replayed}"),
            ReplayOf = replayOf,
            SourceGroup = endpoint?.Group,
            SourcePartition = source.Partition,
            SourceOffset = source.Offset,
            SourceKey = Memory(record.Message.Key),
            Destination = endpoint is null ? null : $"kafka:{source.Topic}/{endpoint.Group}",
            MessageType = RecordHeaders.Text(headers, MessagingHeaders.MessageType) ?? endpoint?.MessageType,
            MessageId = id ?? position,
            OriginalMessageId = Id(headers, MessagingHeaders.OriginalMessageId) ?? id ?? position,
            OrderingKey = RecordHeaders.Text(headers, MessagingHeaders.OrderingKey) ?? TextOf(record.Message.Key) as string,
            OrderingSequence = Number(headers, MessagingHeaders.OrderingSequence),
            StampedAt = Time(headers, MessagingHeaders.Stamp) ?? source.Timestamp,
            ExceptionType = RecordHeaders.Text(headers, KafkaHeaders.ExceptionType),
            ExceptionMessage = RecordHeaders.Text(headers, KafkaHeaders.ExceptionMessage),
            Attempts = (int)Math.Clamp(Number(headers, KafkaHeaders.Attempts) ?? 0, 0, int.MaxValue),
            FirstFailedAt = Time(headers, KafkaHeaders.FirstFailedAt) ?? failedAt,
            LastFailedAt = failedAt,
            TraceParent = RecordHeaders.Text(headers, MessagingHeaders.TraceParent),
            TraceState = RecordHeaders.Text(headers, MessagingHeaders.TraceState),
            ContentType = RecordHeaders.Text(headers, "content-type"),
            Headers = Kept(headers),
            Properties = new Dictionary<string, object?>
            {
                ["dead-letter-topic"] = record.Topic,
                ["dead-letter-partition"] = record.Partition.Value,
                ["dead-letter-offset"] = record.Offset.Value,
            },
            Body = Memory(record.Message.Value),
        };
    }

    private async Task<Guid?> PositionAsync(SourcePosition source, CancellationToken cancellationToken)
    {
        try
        {
            return RecordIdentities.FromPosition(await topics.OfAsync(source.Topic, cancellationToken), source.Partition, source.Offset);
        }
        catch (DescribeTopicsException exception) when (exception.Results.TopicDescriptions.TrueForAll(t => t.Error.Code == ErrorCode.UnknownTopicOrPart))
        {
            // The topic is gone, and with it what the inbox could know.
            return null;
        }
    }

    private static SourcePosition? Source(Headers? headers) =>
        RecordHeaders.Text(headers, KafkaHeaders.SourceTopic) is { Length: > 0 } topic
        && Number(headers, KafkaHeaders.SourcePartition) is { } partition and >= 0 and <= int.MaxValue
        && Number(headers, KafkaHeaders.SourceOffset) is { } offset and >= 0
            ? new SourcePosition(topic, (int)partition, offset, Time(headers, KafkaHeaders.SourceTimestamp))
            : null;

    // Of several headers of one name the last counts, as for every client.
    private static Dictionary<string, object?> Kept(Headers? headers)
    {
        var kept = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var header in headers ?? [])
        {
            if (!header.Key.StartsWith(KafkaHeaders.DeadLetterPrefix, StringComparison.Ordinal))
                kept[header.Key] = TextOf(header.GetValueBytes());
        }

        return kept;
    }

    // No array is not an empty one.
    private static ReadOnlyMemory<byte>? Memory(byte[]? bytes) => bytes is null ? null : new ReadOnlyMemory<byte>?(bytes);

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

    private static Guid? Id(Headers? headers, string name) => Guid.TryParse(RecordHeaders.Text(headers, name), out var id) ? id : null;

    private static long? Number(Headers? headers, string name) =>
        long.TryParse(RecordHeaders.Text(headers, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateTimeOffset? Time(Headers? headers, string name) =>
        Number(headers, name) is { } milliseconds and >= 0 && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    private readonly record struct SourcePosition(string Topic, int Partition, long Offset, DateTimeOffset? Timestamp);
}
