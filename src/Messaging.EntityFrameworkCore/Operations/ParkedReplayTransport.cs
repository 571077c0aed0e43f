using Messaging.Outbox;
using Messaging.Parking;

namespace Messaging.EntityFrameworkCore.Operations;

/// <summary>Delivers replays to the parked store. Delivered twice, the second finds the first waiting, or the inbox that it ran.</summary>
internal sealed class ParkedReplayTransport(IParkingStore parking) : IOutboxTransport
{
    private const string Bytes = "base64:";

    public bool Handles(Uri destination) => destination.Scheme == ParkedReplayRoute.Scheme;

    public async Task SendAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        string? Text(string name) => message.Properties.GetValueOrDefault(name) as string;
        var partition = (int?)(message.Properties.GetValueOrDefault(ParkedReplayRoute.Partition) as long?);
        var key = Text(ParkedReplayRoute.Key) is { } bytes ? Convert.FromBase64String(bytes) : null;
        var ordered = new OrderedKey(message.Destination.AbsolutePath, Text(ParkedReplayRoute.Source)!, Text(ParkedReplayRoute.Group)!, key, key is null ? partition : null);
        await parking.ReplayAsync(
            ordered,
            new ParkedMessage
            {
                MessageId = message.OriginalMessageId,
                StampedAt = message.StampedAt,
                Partition = partition,
                Position = message.Properties.GetValueOrDefault(ParkedReplayRoute.Offset) as long?,
                SentAt = message.StampedAt,
                MessageType = message.MessageType,
                ContentType = message.ContentType is "" ? null : message.ContentType,
                Headers = [.. message.Headers.Select(header => KeyValuePair.Create(header.Key, Restored(header.Value)))],
                Properties = [.. message.Properties.Where(property => property.Key.StartsWith(ParkedReplayRoute.Own, StringComparison.Ordinal))
                    .Select(property => KeyValuePair.Create(property.Key[ParkedReplayRoute.Own.Length..], property.Value))],
                Body = message.Mandatory ? message.Body : null,
                ReplayOf = Guid.TryParse(Text(ParkedReplayRoute.ReplayOf), out var replayed) ? replayed : null,
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Headers as the outbox keeps them: it knows no bytes.</summary>
    public static Dictionary<string, object?> Storable(IReadOnlyDictionary<string, object?> headers) =>
        headers.ToDictionary(header => header.Key, object? (header) => header.Value is byte[] bytes ? Bytes + Convert.ToBase64String(bytes) : header.Value, StringComparer.Ordinal);

    private static object? Restored(object? value) =>
        value is string text && text.StartsWith(Bytes, StringComparison.Ordinal) ? Convert.FromBase64String(text[Bytes.Length..]) : value;
}
