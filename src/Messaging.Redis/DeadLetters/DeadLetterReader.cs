using System.Globalization;
using Messaging.DeadLetters;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>An entry of a dead stream as a dead letter of the table.</summary>
internal static class DeadLetterReader
{
    public static DeadLetter Read(StreamEntry entry)
    {
        var all = StreamKeys.Fields(entry.Values);
        var own = all.Where(field => !field.Name.StartsWith(DeadLetterKeys.Prefix, StringComparison.Ordinal)).ToList();
        var group = Text(DeadLetterKeys.Group);
        var body = group is null ? EntryFields.Find(own, DeadLetterKeys.Value) : EntryFields.Find(own, EntryFields.Data);
        var failedAt = Time(DeadLetterKeys.FailedAt);
        return new DeadLetter
        {
            SourceSystem = RedisActivities.System,
            // What somebody else has written into this stream has no source; it is shown by where it was found.
            Source = Text(DeadLetterKeys.Source) ?? "(unknown)",
            SourceIdentity = Text(DeadLetterKeys.Identity) ?? entry.Id.ToString(),
            SourceGroup = group,
            Destination = DeadLetterAddress.Of(Text(DeadLetterKeys.Source), group),
            MessageId = Id(DeadLetterKeys.MessageId),
            OriginalMessageId = Id(DeadLetterKeys.OriginalMessageId),
            MessageType = EntryFields.Text(own, MessagingHeaders.MessageType),
            OrderingKey = EntryFields.Text(own, MessagingHeaders.OrderingKey),
            StampedAt = Time(DeadLetterKeys.Stamp),
            ExceptionType = Text(DeadLetterKeys.ExceptionType),
            ExceptionMessage = Text(DeadLetterKeys.ExceptionMessage),
            ExceptionStack = Text(DeadLetterKeys.ExceptionStack),
            Attempts = (int)(Number(DeadLetterKeys.Attempts) ?? 0),
            FirstFailedAt = Time(DeadLetterKeys.FirstFailedAt) ?? failedAt,
            LastFailedAt = failedAt,
            TraceParent = EntryFields.Text(own, MessagingHeaders.TraceParent),
            TraceState = EntryFields.Text(own, MessagingHeaders.TraceState),
            ContentType = EntryFields.Text(own, EntryFields.ContentType),
            Headers = own.Where(field => EntryFields.IsHeader(field.Name))
                .GroupBy(field => field.Name, StringComparer.Ordinal)
                .ToDictionary(fields => fields.Key, fields => (object?)fields.Last().Text, StringComparer.Ordinal),
            Properties = new Dictionary<string, object?>
            {
                ["entry-id"] = Text(DeadLetterKeys.Id),
                ["deliveries"] = Number(DeadLetterKeys.Deliveries),
                // The fields byte for byte and in their order, for a replay.
                [DeadLetterFields.Property] = group is null ? null : DeadLetterFields.Write(own),
            },
            ReplayOf = Guid.TryParse(EntryFields.Text(own, MessagingHeaders.ReplayOf), out var replayed) ? replayed : null,
            Body = body ?? ReadableBody(own),
        };

        string? Text(string name) => EntryFields.Text(all, name);

        long? Number(string name) => long.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

        DateTimeOffset? Time(string name) => Number(name) is { } milliseconds && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

        Guid? Id(string name) => Guid.TryParse(Text(name), out var id) ? id : null;
    }

    /// <summary>A field map as people read it; what is no text is left to the property.</summary>
    private static ReadOnlyMemory<byte>? ReadableBody(List<RedisField> fields)
    {
        try
        {
            return FieldMap.ToJson(fields, new HashSet<string>()).ToArray();
        }
        catch (PoisonEntryException)
        {
            return null;
        }
    }
}
