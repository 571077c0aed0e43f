using System.Diagnostics;
using MassTransit;
using MassTransit.Context;
using Messaging.Outbox;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Turns what MassTransit is about to send into the bytes and headers that will leave later.</summary>
internal sealed class OutboxCapture(IBus bus, IOptions<TransactionalMessagingOptions> options)
{
    private const string AnyHost = "broker";

    public OutboxMessage Capture<T>(SendContext<T> context)
        where T : class
    {
        var destination = AsSent(context.DestinationAddress
            ?? throw new InvalidOperationException($"The message {context.MessageId} of type {typeof(T)} was sent without a destination."));
        var messageId = context.MessageId ??= NewId.NextGuid();
        var headers = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in context.Headers.GetAll())
            headers[name] = value;
        var properties = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        if (context is TransportSendContext transport)
            transport.WritePropertiesTo(properties!);
        foreach (var (name, id) in new[]
        {
            (OutboxProperties.ConversationId, context.ConversationId), (OutboxProperties.CorrelationId, context.CorrelationId),
            (OutboxProperties.InitiatorId, context.InitiatorId), (OutboxProperties.RequestId, context.RequestId),
        })
        {
            if (id is { } value)
                properties[name] = value.ToString("D");
        }

        foreach (var (name, address) in new[]
        {
            (OutboxProperties.SourceAddress, context.SourceAddress), (OutboxProperties.ResponseAddress, context.ResponseAddress),
            (OutboxProperties.FaultAddress, context.FaultAddress),
        })
        {
            if (address is not null)
                properties[name] = address.ToString();
        }

        var activity = Activity.Current;
        return new OutboxMessage
        {
            MessageId = messageId,
            OriginalMessageId = Guid.TryParse(headers.GetValueOrDefault(MassTransit.MessageHeaders.OriginalMessageId)?.ToString(), out var original) ? original : messageId,
            Destination = destination,
            OrderingKey = headers.GetValueOrDefault(MessagingHeaders.OrderingKey)?.ToString(),
            MessageType = MessageUrn.ForTypeString<T>(),
            ContentType = context.ContentType?.ToString() ?? context.Serializer.ContentType.ToString(),
            Headers = headers,
            Properties = properties,
            Body = context.Serializer.GetMessageBody(context).GetBytes(),
            Delay = context.Delay is { } delay && delay > TimeSpan.Zero ? delay : TimeSpan.Zero,
            TimeToLive = context.TimeToLive,
            ScheduleToken = context.ScheduledMessageId,
            Mandatory = options.Value.RoutedTypes.Contains(typeof(T)) || !IsPublish<T>(destination),
            TraceParent = activity?.Id,
            TraceState = activity?.TraceStateString,
            StampedAt = StampOf(context, headers),
        };
    }

    /// <summary>
    /// On RabbitMQ a queue is sent to through the exchange of its name. The address of a queue would have the sender declare the queue too,
    /// without the arguments that its consumer gives it. By whichever host name a replica reaches the broker is its own matter: the destination
    /// is the same, and so are the order of its keys and, after the broker has moved, its place. The bus that sends goes by the path alone.
    /// </summary>
    internal static Uri AsSent(Uri address) => address.Scheme is "rabbitmq" or "rabbitmqs"
        ? new Uri($"{address.Scheme}://{AnyHost}{address.AbsolutePath}{(address.Query is "?bind=true" ? "" : address.Query)}")
        : address;

    /// <summary>An event without subscribers is normal, a command without a queue is not.</summary>
    private bool IsPublish<T>(Uri destination) =>
        bus.Topology.TryGetPublishAddress(typeof(T), out var address) && address.AbsolutePath == destination.AbsolutePath;

    /// <summary>A redelivered copy keeps the first one's stamp, and so its place in the inbox; every other message gets one of its own.</summary>
    private static DateTimeOffset? StampOf(SendContext context, Dictionary<string, object?> headers)
    {
        headers.Remove(MessagingHeaders.Stamp);
        return headers.ContainsKey(MassTransit.MessageHeaders.OriginalMessageId) && context.TryGetPayload(out ConsumeContext? consumed)
            ? Inbox.MessageIdentification.Of(consumed)?.StampedAt
            : null;
    }
}
