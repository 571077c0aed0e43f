using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Messaging.Kafka;

/// <summary>Writes records that can't be consumed to the endpoint's dead-letter topic: same key, same bytes, same headers, and the reason.</summary>
internal sealed class DeadLetterWriter(KafkaHost host, EndpointSettings settings, ILogger logger)
{
    private const int LongestMessage = 1024;

    /// <summary>Completes when the broker has confirmed it. Throws otherwise: the record is then not finished.</summary>
    public async Task WriteAsync(ConsumedRecord record, Exception exception, CancellationToken cancellationToken)
    {
        var source = record.Result;
        var message = new Message<byte[]?, byte[]?>
        {
            Key = source.Message.Key,
            Value = source.Message.Value,
            Headers = HeadersOf(source, exception, record, host.Time.GetUtcNow()),
        };

        try
        {
            await host.Producer.ProduceAsync(new TopicPartition(settings.DeadLetterTopic, Partition.Any), message, cancellationToken);
        }
        catch (KafkaDeliveryException failure) when (failure.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic)
        {
            await host.Topics.EnsureAsync(cancellationToken);
            throw;
        }

        logger.DeadLettered(
            source.Topic, source.Partition.Value, source.Offset.Value, settings.DeadLetterTopic, exception.GetType().FullName!, exception.Message);
    }

    private static Headers HeadersOf(ConsumeResult<byte[]?, byte[]?> source, Exception exception, ConsumedRecord record, DateTimeOffset now)
    {
        var headers = new Headers();
        foreach (var header in source.Message.Headers ?? [])
        {
            if (!header.Key.StartsWith(KafkaHeaders.DeadLetterPrefix, StringComparison.Ordinal))
                headers.Add(header.Key, header.GetValueBytes());
        }

        var text = exception.Message;
        headers.Set(KafkaHeaders.SourceTopic, source.Topic);
        headers.Set(KafkaHeaders.SourcePartition, source.Partition.Value);
        headers.Set(KafkaHeaders.SourceOffset, source.Offset.Value);
        headers.Set(KafkaHeaders.SourceTimestamp, source.Message.Timestamp.UnixTimestampMs);
        headers.Set(KafkaHeaders.ExceptionType, exception.GetType().FullName);
        headers.Set(KafkaHeaders.ExceptionMessage, text.Length > LongestMessage ? text[..LongestMessage] : text);
        headers.Set(KafkaHeaders.Attempts, record.Attempts);
        // What no consumer was reached with, or what failed when it came out of the parked store, has failed just now.
        headers.Set(KafkaHeaders.FirstFailedAt, (record.FirstFailedAt ?? now).ToUnixTimeMilliseconds());
        headers.Set(KafkaHeaders.LastFailedAt, (record.LastFailedAt ?? now).ToUnixTimeMilliseconds());
        headers.Set(KafkaHeaders.ReplayOf, record.ReplayOf);
        return headers;
    }
}
