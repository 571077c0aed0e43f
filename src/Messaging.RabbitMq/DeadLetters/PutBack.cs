using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Messaging.RabbitMq.DeadLetters;

/// <summary>
/// Gives a message that reached its delivery limit back to its queue, a few times: RabbitMQ 3 counts a lost connection as a delivery of
/// everything that was prefetched, so that a healthy message may get there.
/// </summary>
internal static class PutBack
{
    private const string Count = "put-back-count";

    private static readonly string[] OfTheBroker =
        ["x-death", "x-first-death-exchange", "x-first-death-queue", "x-first-death-reason", "x-last-death-exchange", "x-last-death-queue", "x-last-death-reason", "x-delivery-count", "x-acquired-count"];

    public static bool IsWanted(CollectedMessage message, int most) =>
        message.Place.IsBrokers
        && BrokerReason.Of(message.Properties.Headers, message.Place.Queue)?.Word is BrokerReason.DeliveryLimit
        && CountOf(message) < most;

    /// <summary>Completes when the broker has it in the queue again; only then may the other copy be acknowledged.</summary>
    /// <returns><see langword="false"/> when there is no such queue any more.</returns>
    public static async Task<bool> SendAsync(IChannel channel, CollectedMessage message, CancellationToken cancellationToken)
    {
        var headers = (message.Properties.Headers ?? new Dictionary<string, object?>())
            .Where(header => !OfTheBroker.Contains(header.Key, StringComparer.Ordinal))
            .ToDictionary(StringComparer.Ordinal);
        headers[Count] = CountOf(message) + 1;
        var properties = new BasicProperties(message.Properties) { Headers = headers, Persistent = true };
        try
        {
            // The default exchange leads to the queue and to nobody else.
            await channel.BasicPublishAsync("", message.Place.Queue, mandatory: true, properties, message.Body, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PublishException exception) when (exception.IsReturn)
        {
            return false;
        }
    }

    private static int CountOf(CollectedMessage message) =>
        message.Properties.Headers?.TryGetValue(Count, out var value) is true && value is int count ? count : 0;
}
