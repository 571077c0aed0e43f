using RabbitMQ.Client;

namespace Messaging.RabbitMq.DeadLetters;

/// <summary>Why the broker gave a message up: the newest entry of its header <c>x-death</c>.</summary>
/// <param name="Word">The broker's word.</param>
/// <param name="Queue">The queue in which it happened.</param>
/// <param name="At">When, to the second.</param>
/// <param name="Count">How often for this reason in this queue.</param>
internal sealed record BrokerReason(string Word, string Queue, DateTimeOffset? At, long Count)
{
    public const string DeliveryLimit = "delivery_limit";

    /// <summary>What a person reads.</summary>
    public string Explanation => Word switch
    {
        "expired" => $"The message was not taken from {Queue} before its time to live was over.",
        "rejected" => $"A consumer of {Queue} rejected the message without giving a reason.",
        "maxlen" => $"{Queue} was over its length limit and gave its oldest messages up.",
        DeliveryLimit => $"The message was delivered from {Queue} up to the queue's x-delivery-limit and never answered: its consumer lost its connection each time, or died of it.",
        _ => $"The broker moved the message out of {Queue}: {Word}.",
    };

    public static BrokerReason? Of(IDictionary<string, object?>? headers, string queue)
    {
        if (headers is null)
            return null;
        if (headers.TryGetValue("x-death", out var deaths) && deaths is IList<object?> { Count: > 0 } list && list[0] is IDictionary<string, object?> death)
        {
            return new BrokerReason(
                AmqpValues.Text(death.TryGetValue("reason", out var reason) ? reason : null) ?? "unknown",
                AmqpValues.Text(death.TryGetValue("queue", out var name) ? name : null) ?? queue,
                death.TryGetValue("time", out var time) && time is AmqpTimestamp at ? DateTimeOffset.FromUnixTimeSeconds(at.UnixTime) : null,
                death.TryGetValue("count", out var count) && count is long number ? number : 1);
        }

        return headers.TryGetValue("x-first-death-reason", out var first) && AmqpValues.Text(first) is { } word ? new BrokerReason(word, queue, null, 1) : null;
    }
}
