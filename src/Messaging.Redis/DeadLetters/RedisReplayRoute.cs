using Messaging.DeadLetters.Administration;
using Messaging.Outbox;

namespace Messaging.Redis;

/// <summary>
/// Brings dead letters back by the outbox: to a stream that only the group that failed reads, or to the elements that come back to a list. Other
/// groups and other clients do not see them again.
/// </summary>
internal sealed class RedisReplayRoute(ITransactionalOutbox outbox, RedisSettings settings) : IDeadLetterRoute
{
    // Without Redis there is nowhere to bring them: better said at once than by another dead letter.
    public bool Handles(string sourceSystem) => sourceSystem is RedisActivities.System && settings.ConnectionString is not null;

    public string? Describe(StoredDeadLetter letter) =>
        letter.Letter is not { OriginalMessageId: not null, Destination: not null } it ? null
        : it.SourceGroup is { } group ? $"{StreamKeys.Replay(it.Source, group)}, which only group {group} reads" : new ListKeys(it.Source).Returned;

    // The last part of the endpoint's address, by which the inbox calls it.
    public string? EndpointOf(StoredDeadLetter letter) => letter.Letter.SourceGroup ?? letter.Letter.Source;

    public Task SendAsync(StoredDeadLetter letter, TimeSpan delay, CancellationToken cancellationToken)
    {
        var it = letter.Letter;
        outbox.Add(new OutboxMessage
        {
            MessageId = it.MessageId ?? it.OriginalMessageId!.Value,
            OriginalMessageId = it.OriginalMessageId!.Value,
            Destination = new Uri(it.Destination!),
            OrderingKey = it.OrderingKey,
            MessageType = it.MessageType,
            ContentType = it.ContentType ?? "application/octet-stream",
            Properties = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [DeadLetterReplay.Letter] = letter.Id.ToString("D"),
                [DeadLetterReplay.Stamp] = it.StampedAt?.ToUnixTimeMilliseconds(),
                [DeadLetterFields.Property] = it.Properties.GetValueOrDefault(DeadLetterFields.Property) as string,
            },
            Body = it.Body ?? default,
            Delay = delay,
            StampedAt = it.StampedAt,
            TraceParent = it.TraceParent,
            TraceState = it.TraceState,
        });
        return Task.CompletedTask;
    }
}
