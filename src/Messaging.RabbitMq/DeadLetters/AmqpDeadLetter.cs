using System.Globalization;
using MassTransit;
using Messaging.DeadLetters;

namespace Messaging.RabbitMq.DeadLetters;

/// <summary>Reads a dead letter off a message of AMQP.</summary>
internal static class AmqpDeadLetter
{
    // A reason of the bus is not a header of the message: it has columns of its own.
    private static readonly string[] Reasons =
    [
        MessageHeaders.Reason, MessageHeaders.FaultExceptionType, MessageHeaders.FaultMessage, MessageHeaders.FaultStackTrace,
        MessageHeaders.FaultTimestamp, MessageHeaders.FaultInputAddress, MessageHeaders.FaultConsumerType, MessageHeaders.FaultMessageType,
        MessagingHeaders.FailedAttempts,
    ];

    /// <summary>The dead letter of a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="ordered">Whether its queue keeps the order of keys: then it says which, by which it comes back.</param>
    public static DeadLetter Of(CollectedMessage message, bool ordered)
    {
        var headers = AmqpValues.Plain(message.Properties.Headers);
        var broker = BrokerReason.Of(message.Properties.Headers, message.Place.Queue);
        string? Text(string name) => headers.GetValueOrDefault(name) is { } value ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;
        var failedAt = Time(Text(MessageHeaders.FaultTimestamp)) ?? broker?.At;
        var (type, reason) = FaultHeaders.Cause(Text(MessageHeaders.FaultExceptionType), Text(MessageHeaders.FaultMessage));
        var letter = new DeadLetter
        {
            SourceSystem = "rabbitmq",
            Source = message.Place.Queue,
            SourceIdentity = "",
            Destination = $"queue:{message.Place.Queue}",
            MessageId = Guid.TryParse(message.Properties.MessageId, out var id) ? id : null,
            ExceptionType = type ?? broker?.Word ?? Text(MessageHeaders.Reason),
            ExceptionMessage = reason ?? broker?.Explanation,
            ExceptionStack = Text(MessageHeaders.FaultStackTrace),
            Attempts = Text(MessageHeaders.FaultTimestamp) is null && broker is not null ? (int)Math.Min(broker.Count, int.MaxValue) : FaultHeaders.Attempts(headers),
            FirstFailedAt = FaultHeaders.FirstFailedAt(headers) ?? failedAt,
            LastFailedAt = failedAt,
            ContentType = message.Properties.ContentType,
            Headers = headers.Where(header => !Reasons.Contains(header.Key, StringComparer.OrdinalIgnoreCase)).ToDictionary(StringComparer.Ordinal),
            Properties = Properties(message),
            Body = message.Body,
        };
        letter = letter.WithFacts();
        if (ordered)
        {
            var key = OrderedKeys.Of(Text(MessagingHeaders.OrderingKey), message.Place.Queue);
            letter = letter with { SourceGroup = key.Group, SourceKey = key.Partition is null ? key.Key : null, SourcePartition = key.Partition };
        }

        // What the broker gave up may come again under its id, long after this was dealt with: the time tells them apart.
        return message.Place.IsBrokers && broker?.At is { } at
            ? letter with { SourceIdentity = string.Create(CultureInfo.InvariantCulture, $"{letter.SourceIdentity} {broker.Word} {at.UtcDateTime:O} {broker.Count}") }
            : letter;
    }

    private static Dictionary<string, object?> Properties(CollectedMessage message)
    {
        var properties = new Dictionary<string, object?>(StringComparer.Ordinal) { ["exchange"] = message.Exchange, ["routing-key"] = message.RoutingKey };
        void Add(string name, object? value)
        {
            if (value is not (null or ""))
                properties[name] = value;
        }

        Add("correlation-id", message.Properties.CorrelationId);
        Add("reply-to", message.Properties.ReplyTo);
        Add("type", message.Properties.Type);
        Add("app-id", message.Properties.AppId);
        Add("content-encoding", message.Properties.ContentEncoding);
        Add("message-id", message.Properties.MessageId);
        if (message.Properties.IsPriorityPresent())
            Add("priority", (long)message.Properties.Priority);
        return properties;
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUniversalTime() : null;
}
