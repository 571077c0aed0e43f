using Confluent.Kafka;
using Messaging.Outbox;

namespace Messaging.Kafka;

/// <summary>Delivers messages of the outbox whose destination is <c>topic:NAME</c>.</summary>
internal sealed class KafkaTransport(KafkaHost host) : IOutboxTransport
{
    public const string Scheme = "topic";

    public bool Handles(Uri destination) => destination.Scheme == Scheme;

    public Task SendAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var body = message.Body;
        return host.Producer.ProduceAsync(
            message.Destination.AbsolutePath,
            new Message<byte[]?, byte[]?> { Key = KeyFormat.Bytes(message.OrderingKey), Value = body.ToArray(), Headers = HeadersOf(message) },
            cancellationToken);
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
        headers.Set(MessagingHeaders.TraceParent, message.TraceParent);
        headers.Set(MessagingHeaders.TraceState, message.TraceState);
        return headers;
    }
}
