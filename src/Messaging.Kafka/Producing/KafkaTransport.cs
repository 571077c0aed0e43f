using System.Diagnostics;
using Confluent.Kafka;
using Messaging.Outbox;

namespace Messaging.Kafka;

/// <summary>Delivers messages of the outbox whose destination is <c>topic:NAME</c>.</summary>
internal sealed class KafkaTransport(KafkaHost host) : IOutboxTransport
{
    public const string Scheme = "topic";

    public bool Handles(Uri destination) => destination.Scheme == Scheme;

    public async Task SendAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var topic = message.Destination.AbsolutePath;
        using var activity = KafkaActivities.StartSend(topic, message);
        var body = message.Body;
        try
        {
            var delivered = await host.Producer.ProduceAsync(
                topic,
                new Message<byte[]?, byte[]?> { Key = KeyFormat.Bytes(message.OrderingKey), Value = body.ToArray(), Headers = HeadersOf(message) },
                cancellationToken);
            activity.Delivered(delivered.Partition.Value, delivered.Offset.Value);
        }
        catch (Exception exception)
        {
            activity.Failed(exception);
            throw;
        }
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
