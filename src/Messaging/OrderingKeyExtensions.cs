using MassTransit;

namespace Messaging;

/// <summary>Says within which key a message keeps its order.</summary>
public static class OrderingKeyExtensions
{
    /// <summary>The longest key: what an AMQP short string and the outbox's column hold.</summary>
    public const int LongestKey = 255;

    /// <summary>
    /// Makes the message keep its place among those of the same destination and key: they leave in the order in which their transactions committed.
    /// </summary>
    /// <param name="context">The message on its way out.</param>
    /// <param name="key">1 to 255 characters, for example the id of an order.</param>
    public static void SetOrderingKey(this SendContext context, string key)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        if (key.Length > LongestKey)
            throw new ArgumentException($"An ordering key has at most {LongestKey} characters; this one has {key.Length}.", nameof(key));

        context.Headers.Set(MessagingHeaders.OrderingKey, key);
    }
}
