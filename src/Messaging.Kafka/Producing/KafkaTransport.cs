using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Messaging.Outbox;
using Messaging.Telemetry;

namespace Messaging.Kafka;

/// <summary>Delivers messages of the outbox whose destination is <c>topic:NAME</c>.</summary>
internal sealed class KafkaTransport(KafkaHost host) : IOutboxTransport
{
    public const string Scheme = "topic";

    private const string PartitionProperty = "kafka-partition";
    private const string KeyProperty = "kafka-key";

    /// <summary>The ordering key of everything that goes to a fixed partition.</summary>
    public static string KeyOf(int partition) => $"partition {KafkaActivities.Text(partition)}";

    /// <summary>What a message for a fixed partition carries through the outbox beside its headers.</summary>
    public static Dictionary<string, object?> Fixed(int partition, string? key) =>
        new(StringComparer.Ordinal) { [PartitionProperty] = KafkaActivities.Text(partition), [KeyProperty] = key };

    public bool Handles(Uri destination) => destination.Scheme == Scheme;

    public async Task SendAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var topic = message.Destination.AbsolutePath;
        using var activity = KafkaActivities.Source.StartSend(KafkaActivities.System, topic, message);
        var body = message.Body;
        try
        {
            var delivered = await host.Producer.ProduceAsync(
                new TopicPartition(topic, PartitionOf(message, out var key)),
                new Message<byte[]?, byte[]?> { Key = KeyFormat.Bytes(key), Value = body.ToArray(), Headers = HeadersOf(message) },
                cancellationToken);
            activity.Delivered(delivered.Partition.Value, delivered.Offset.Value);
        }
        catch (Exception exception)
        {
            activity.Failed(exception);
            throw;
        }
    }

    private static Partition PartitionOf(OutboxMessage message, out string? key)
    {
        if (!message.Properties.TryGetValue(PartitionProperty, out var partition))
        {
            key = message.OrderingKey;
            return Partition.Any;
        }

        key = message.Properties.GetValueOrDefault(KeyProperty) as string;
        return int.Parse((string)partition!, CultureInfo.InvariantCulture);
    }

    private Headers HeadersOf(OutboxMessage message)
    {
        var headers = new Headers();
        foreach (var (name, value) in message.Headers)
            headers.Set(name, value);

        headers.Set(MessagingHeaders.MessageId, message.MessageId);
        headers.Set(MessagingHeaders.OriginalMessageId, message.OriginalMessageId == message.MessageId ? null : message.OriginalMessageId);
        headers.Set(MessagingHeaders.Stamp, (message.StampedAt ?? host.Time.GetUtcNow()).ToUnixTimeMilliseconds());
        headers.Set(MessagingHeaders.OrderingKey, message.OrderingKey);
        headers.Set(MessagingHeaders.OrderingSequence, message.OrderingSequence);
        var sender = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity : null;
        headers.Set(MessagingHeaders.TraceParent, sender?.Id ?? message.TraceParent);
        headers.Set(MessagingHeaders.TraceState, sender is null ? message.TraceState : sender.TraceStateString);
        return headers;
    }
}
