using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>What is written to a dead stream: the fields as they were, and the reason.</summary>
internal static class DeadLetterEntry
{
    private const int LongestMessage = 1024;
    private const int LongestStack = 4096;
    // The server's limit on the values of one script is about 8,000.
    private const int MostFields = 2_000;

    public static NameValueEntry[] Of(Delivery delivery, EndpointSettings settings, DeliveryIdentity identity, Exception exception, DateTimeOffset now)
    {
        var letter = new List<NameValueEntry>();
        foreach (var field in delivery.Fields.Take(MostFields))
        {
            if (settings.Group is null && field.Name.Length == 0)
                letter.Add(new NameValueEntry(DeadLetterKeys.Value, field.Value));
            else if (!field.Name.StartsWith(DeadLetterKeys.Prefix, StringComparison.Ordinal))
                letter.Add(new NameValueEntry(field.Name, field.Value));
        }

        Add(DeadLetterKeys.Source, settings.Source);
        Add(DeadLetterKeys.Group, settings.Group);
        Add(DeadLetterKeys.Id, delivery.Id);
        Add(DeadLetterKeys.Identity, settings.Group is null ? delivery.Id : $"{settings.Group}/{delivery.Origin}/{delivery.Id}");
        Add(DeadLetterKeys.MessageId, identity.MessageId.ToString());
        Add(DeadLetterKeys.OriginalMessageId, identity.Inbox.MessageId.ToString());
        Add(DeadLetterKeys.Stamp, identity.Inbox.StampedAt?.ToUnixTimeMilliseconds());
        Add(DeadLetterKeys.ExceptionType, exception.GetType().FullName);
        Add(DeadLetterKeys.ExceptionMessage, Cut(exception.Message, LongestMessage));
        Add(DeadLetterKeys.ExceptionStack, Cut(exception.StackTrace ?? "", LongestStack));
        Add(DeadLetterKeys.Attempts, delivery.Attempts);
        Add(DeadLetterKeys.Deliveries, delivery.Count);
        Add(DeadLetterKeys.FirstFailedAt, (delivery.FirstFailedAt ?? now).ToUnixTimeMilliseconds());
        Add(DeadLetterKeys.FailedAt, (delivery.LastFailedAt ?? now).ToUnixTimeMilliseconds());
        return [.. letter];

        void Add(string name, RedisValue value)
        {
            if (!value.IsNull)
                letter.Add(new NameValueEntry(name, value));
        }
    }

    private static string Cut(string text, int length) => text.Length > length ? text[..length] : text;
}
