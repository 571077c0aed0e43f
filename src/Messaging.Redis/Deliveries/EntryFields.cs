namespace Messaging.Redis;

/// <summary>Names of the fields that say something about a message, and how to find them.</summary>
internal static class EntryFields
{
    /// <summary>The media type of <see cref="Data"/>; entries of our own producers have it.</summary>
    public const string ContentType = "content-type";

    /// <summary>The message of our own producers.</summary>
    public const string Data = "data";

    public const string Json = "application/json";

    private static readonly HashSet<string> Headers = new(StringComparer.Ordinal)
    {
        MessagingHeaders.MessageId, MessagingHeaders.OriginalMessageId, MessagingHeaders.MessageType, MessagingHeaders.OrderingKey,
        MessagingHeaders.OrderingSequence, MessagingHeaders.Stamp, MessagingHeaders.TraceParent, MessagingHeaders.TraceState, ContentType, MessagingHeaders.ReplayOf,
    };

    public static bool IsHeader(string name) => Headers.Contains(name);

    public static ReadOnlyMemory<byte>? Find(IReadOnlyList<RedisField> fields, string name)
    {
        for (var i = fields.Count - 1; i >= 0; i--)
        {
            if (fields[i].Name == name)
                return fields[i].Value;
        }

        return null;
    }

    public static string? Text(Delivery delivery, string name) => Text(delivery.Fields, name);

    public static string? Text(IReadOnlyList<RedisField> fields, string name) =>
        Find(fields, name) is { } value ? System.Text.Encoding.UTF8.GetString(value.Span) : null;
}
