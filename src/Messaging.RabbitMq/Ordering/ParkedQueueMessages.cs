using System.Text;
using MassTransit;
using MassTransit.Logging;
using MassTransit.RabbitMqTransport;
using Messaging.Inbox;
using Messaging.Parking;
using Messaging.RabbitMq.DeadLetters;
using RabbitMQ.Client;

namespace Messaging.RabbitMq;

/// <summary>Messages of an ordered queue as the parked store keeps them, and back; the body byte for byte.</summary>
internal static class ParkedQueueMessages
{
    private const string Exchange = "exchange";
    private const string RoutingKey = "routing-key";
    private const string MessageId = "message-id";
    private const string CorrelationId = "correlation-id";
    private const string ReplyTo = "reply-to";
    private const string Type = "type";

    /// <summary>The message as it came.</summary>
    /// <param name="context">The delivery.</param>
    /// <param name="attempts">How often a consumer failed on it in this delivery.</param>
    public static ParkedMessage Of(ReceiveContext context, int attempts)
    {
        var delivered = context.GetPayload<RabbitMqBasicConsumeContext>();
        var properties = delivered.Properties;
        context.TryGetPayload(out MessageIdentity? identity);
        var headers = AmqpValues.Plain(properties.Headers);
        return new ParkedMessage
        {
            // Without an id it is consumed at least once, parked or not.
            MessageId = identity?.MessageId ?? Guid.NewGuid(),
            StampedAt = identity?.StampedAt,
            Partition = OrderedKeys.Partition,
            MessageType = headers.GetValueOrDefault(MessagingHeaders.MessageType) as string ?? properties.Type,
            ContentType = properties.ContentType,
            Headers = [.. headers],
            Properties = [.. Properties(delivered).Where(property => !string.IsNullOrEmpty(property.Value as string))],
            Body = context.GetBody(),
            Attempts = attempts,
            ReplayOf = Guid.TryParse(headers.GetValueOrDefault(MessagingHeaders.ReplayOf) as string, out var replayed) ? replayed : null,
        };
    }

    /// <summary>The parked message's properties of AMQP, its headers among them.</summary>
    public static BasicProperties Restore(ParkedMessage parked)
    {
        var headers = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in parked.Headers)
            headers[name] = value is string text ? Encoding.UTF8.GetBytes(text) : value;
        // A consumer can tell by it how often the message came again.
        if (parked.Attempts > 0)
            headers[MassTransit.MessageHeaders.RedeliveryCount] = parked.Redeliveries + 1;
        // Where MassTransit looks for the sender's trace.
        if (headers.TryGetValue(MessagingHeaders.TraceParent, out var parent))
            headers.TryAdd(DiagnosticHeaders.ActivityId, parent);
        return new BasicProperties
        {
            Headers = headers,
            MessageId = Text(parked, MessageId) ?? parked.MessageId.ToString("D"),
            CorrelationId = Text(parked, CorrelationId),
            ReplyTo = Text(parked, ReplyTo),
            Type = Text(parked, Type),
            ContentType = parked.ContentType,
        };
    }

    public static string ExchangeOf(ParkedMessage parked) => Text(parked, Exchange) ?? "";

    public static string RoutingKeyOf(ParkedMessage parked) => Text(parked, RoutingKey) ?? "";

    private static IEnumerable<KeyValuePair<string, object?>> Properties(RabbitMqBasicConsumeContext delivered) =>
    [
        new(Exchange, delivered.Exchange), new(RoutingKey, delivered.RoutingKey), new(MessageId, delivered.Properties.MessageId),
        new(CorrelationId, delivered.Properties.CorrelationId), new(ReplyTo, delivered.Properties.ReplyTo), new(Type, delivered.Properties.Type),
    ];

    private static string? Text(ParkedMessage parked, string name) => parked.Properties.FirstOrDefault(property => property.Key == name).Value as string;
}
