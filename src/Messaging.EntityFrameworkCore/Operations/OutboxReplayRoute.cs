using System.Text;
using System.Text.Unicode;
using MassTransit;
using Messaging.DeadLetters.Administration;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.Outbox;
using ITransactionalOutbox = Messaging.Outbox.ITransactionalOutbox;

namespace Messaging.EntityFrameworkCore.Operations;

/// <summary>
/// Sends dead letters of queues and of the outbox through the outbox: to the queue's own exchange, which no other subscriber hears, or to
/// where the row of the outbox was going.
/// </summary>
internal sealed class OutboxReplayRoute(ITransactionalOutbox outbox, IBus bus, InboxConsumers consumers) : IDeadLetterRoute
{
    private const string QueueScheme = "queue";
    private const string DefaultContentType = "application/octet-stream";

    // What the bus and the broker wrote about the failure, and how often it was tried: it starts afresh.
    private static readonly string[] LeftOut =
    [
        "MT-Fault-", "MT-Reason", "MT-Host-", "x-death", "x-first-death-", "x-last-death-", "x-delivery-count", "x-acquired-count", "x-dotnet-pub-seq-no", "put-back-count",
        MassTransit.MessageHeaders.RedeliveryCount, MessagingHeaders.FirstFailedAt, MessagingHeaders.FailedAttempts, MessagingHeaders.Stamp,
        MessagingHeaders.OrderingSequence, MessagingHeaders.ReplayOf,
    ];

    private readonly ParkedReplayRoute _parked = new(outbox, consumers);

    public bool Handles(string sourceSystem) => sourceSystem is "rabbitmq" or "outbox";

    public string? Describe(StoredDeadLetter letter) =>
        ParkedReplayRoute.IsOfOrderedQueue(letter) && _parked.Describe(letter) is { } way ? way : letter.Letter.Destination;

    public string? EndpointOf(StoredDeadLetter letter) => AddressOf(letter) is { Scheme: QueueScheme } queue ? queue.AbsolutePath : null;

    public Task SendAsync(StoredDeadLetter letter, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (ParkedReplayRoute.IsOfOrderedQueue(letter) && _parked.Describe(letter) is not null)
            return _parked.SendAsync(letter with { Letter = letter.Letter with { Headers = Headers(letter) } }, delay, cancellationToken);
        var it = letter.Letter;
        var address = AddressOf(letter) ?? throw new InvalidOperationException($"Nobody knows where the dead letter {letter.Id} belongs.");
        // Where a message had no id, the dead letter's: replayed twice by mistake it would still be known.
        var messageId = it.MessageId ?? letter.Id;
        var properties = letter.Letter.SourceSystem == "outbox" ? it.Properties : new Dictionary<string, object?>(StringComparer.Ordinal);
        if (it.ConversationId is { } conversation && !properties.ContainsKey(OutboxProperties.ConversationId))
            properties = new Dictionary<string, object?>(properties, StringComparer.Ordinal) { [OutboxProperties.ConversationId] = conversation.ToString("D") };
        outbox.Add(new OutboxMessage
        {
            MessageId = messageId,
            OriginalMessageId = it.OriginalMessageId ?? messageId,
            // As everybody else addresses it, so that the order of a key holds between replays and others.
            Destination = address.Scheme == QueueScheme ? new Uri(bus.Address, Uri.EscapeDataString(address.AbsolutePath)) : address,
            OrderingKey = it.OrderingKey,
            MessageType = it.MessageType,
            ContentType = it.ContentType ?? DefaultContentType,
            Headers = Headers(letter),
            Properties = properties,
            Body = it.Body ?? default,
            Delay = delay,
            Mandatory = letter.Mandatory,
            TraceParent = it.TraceParent,
            TraceState = it.TraceState,
            StampedAt = it.StampedAt,
        });
        return Task.CompletedTask;
    }

    private static Uri? AddressOf(StoredDeadLetter letter) => Uri.TryCreate(letter.Letter.Destination, UriKind.Absolute, out var address) ? address : null;

    private static Dictionary<string, object?> Headers(StoredDeadLetter letter)
    {
        var headers = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in letter.Letter.Headers)
        {
            if (!LeftOut.Any(left => name.StartsWith(left, StringComparison.OrdinalIgnoreCase)))
                headers[name] = value is byte[] bytes ? Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Convert.ToBase64String(bytes) : value;
        }

        headers[MessagingHeaders.ReplayOf] = letter.Id.ToString("D");
        return headers;
    }
}
