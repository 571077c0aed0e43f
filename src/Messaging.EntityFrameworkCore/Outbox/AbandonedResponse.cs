using Messaging.Outbox;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// A response to an address that lives as long as its requester, such as that of a bus: when it can't be routed for minutes, through all
/// reconnections, nobody waits any more. A response to a durable queue is another matter, and a dead letter.
/// </summary>
internal static class AbandonedResponse
{
    public static bool Is(OutboxMessage message) =>
        message.Properties.ContainsKey(OutboxProperties.RequestId) && !message.Properties.ContainsKey(OutboxProperties.ResponseAddress)
        && message.Destination.Query.TrimStart('?').Split('&').Contains("temporary=true", StringComparer.OrdinalIgnoreCase);
}
