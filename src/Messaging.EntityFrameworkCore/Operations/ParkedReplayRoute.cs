using System.Globalization;
using Messaging.DeadLetters.Administration;
using Messaging.Outbox;

namespace Messaging.EntityFrameworkCore.Operations;

/// <summary>
/// Brings dead letters of Kafka and of ordered queues back by the parked store of their group, topic or queue, and key: only the consumer that
/// failed takes them from there, in order, while an append to the topic would reach every group, and one to the queue come behind what follows.
/// Through the outbox, so that it happens if, and only if, the action commits.
/// </summary>
internal sealed class ParkedReplayRoute(ITransactionalOutbox outbox, InboxConsumers consumers) : IDeadLetterRoute
{
    public const string Scheme = "parked";
    public const string Source = "source";
    public const string Group = "group";
    public const string Key = "key";
    public const string Partition = "partition";
    public const string Offset = "offset";
    public const string ReplayOf = "replay-of";

    /// <summary>Before the names of the message's own properties.</summary>
    public const string Own = "own-";

    private const string Kafka = "kafka";

    /// <summary>Whether it failed on a queue that keeps the order of keys: its collector says so by a group.</summary>
    public static bool IsOfOrderedQueue(StoredDeadLetter letter) => letter.Letter is { SourceSystem: "rabbitmq", SourceGroup: not null };

    public bool Handles(string sourceSystem) => sourceSystem == Kafka;

    public string? Describe(StoredDeadLetter letter) =>
        letter.Letter is { SourceGroup: { } group, OriginalMessageId: not null } it ? $"{it.Source}, group {group}, by its parked messages" : null;

    public string? EndpointOf(StoredDeadLetter letter) => letter.Letter.SourceGroup is { } group ? consumers.EndpointOf($"{letter.Letter.Source}/{group}") ?? group : null;

    public Task SendAsync(StoredDeadLetter letter, TimeSpan delay, CancellationToken cancellationToken)
    {
        var it = letter.Letter;
        var properties = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [Source] = it.Source,
            [Group] = it.SourceGroup,
            [Key] = it.SourceKey is { } key ? Convert.ToBase64String(key.Span) : null,
            [Partition] = (long?)it.SourcePartition,
            [Offset] = it.SourceOffset,
            [ReplayOf] = letter.Id.ToString("D"),
        };
        foreach (var (name, value) in it.Properties)
            properties[Own + name] = value;
        outbox.Add(new OutboxMessage
        {
            MessageId = it.MessageId ?? it.OriginalMessageId!.Value,
            OriginalMessageId = it.OriginalMessageId!.Value,
            Destination = new Uri($"{Scheme}:{it.SourceSystem}"),
            OrderingKey = it.SourceKey is { } bytes ? Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes.Span)) : it.SourcePartition?.ToString(CultureInfo.InvariantCulture),
            MessageType = it.MessageType,
            ContentType = it.ContentType ?? "",
            Headers = ParkedReplayTransport.Storable(it.Headers),
            Properties = properties,
            Body = it.Body ?? default,
            // Kafka knows records without a value.
            Mandatory = it.Body is not null,
            Delay = delay,
            StampedAt = it.StampedAt,
            TraceParent = it.TraceParent,
            TraceState = it.TraceState,
        });
        return Task.CompletedTask;
    }
}
