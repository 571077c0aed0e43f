using Messaging.Outbox;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>Brings a dead letter back to where only the consumer that failed takes it from: fields byte for byte, with the ids by which the inbox knows it.</summary>
internal static class DeadLetterReplay
{
    /// <summary>The time that goes with the message in the inbox, Unix milliseconds; absent: none.</summary>
    public const string Stamp = "redis-stamp";

    /// <summary>The dead letter.</summary>
    public const string Letter = "redis-dead-letter";

    private const string GroupParameter = "?group=";

    private static readonly HashSet<string> Replaced = new(StringComparer.Ordinal)
    {
        MessagingHeaders.MessageId, MessagingHeaders.OriginalMessageId, MessagingHeaders.Stamp, MessagingHeaders.ReplayOf,
    };

    public static bool IsReplay(OutboxMessage message) => message.Properties.ContainsKey(Letter);

    /// <returns>The stream or list to which it was added.</returns>
    public static async Task<string> SendAsync(IDatabase database, string source, OutboxMessage message, CancellationToken cancellationToken)
    {
        var letter = Guid.Parse((string)message.Properties[Letter]!);
        var stamp = message.Properties.GetValueOrDefault(Stamp) as long?;
        if (message.Destination.Scheme is DeadLetterAddress.List)
        {
            var returned = new ListKeys(source).Returned;
            // A new id: should it fail again, that is another dead letter.
            var element = ListElement.OfReplay(Guid.CreateVersion7(), message.OriginalMessageId, stamp, letter, message.Body.Span);
            await database.ListLeftPushAsync(returned, element).WaitAsync(cancellationToken);
            return returned;
        }

        var group = Uri.UnescapeDataString(message.Destination.Query[GroupParameter.Length..]);
        var fields = DeadLetterFields.Read((string)message.Properties[DeadLetterFields.Property]!)
            .Where(field => !Replaced.Contains(field.Name))
            .Select(field => new NameValueEntry(field.Name, field.Value))
            .Append(new NameValueEntry(MessagingHeaders.MessageId, message.MessageId.ToString()))
            .Append(new NameValueEntry(MessagingHeaders.OriginalMessageId, message.OriginalMessageId.ToString()))
            .Append(new NameValueEntry(MessagingHeaders.ReplayOf, letter.ToString()));
        if (stamp is { } milliseconds)
            fields = fields.Append(new NameValueEntry(MessagingHeaders.Stamp, milliseconds));
        var stream = StreamKeys.Replay(source, group);
        await database.StreamAddAsync(stream, [.. fields]).WaitAsync(cancellationToken);
        return stream;
    }
}
