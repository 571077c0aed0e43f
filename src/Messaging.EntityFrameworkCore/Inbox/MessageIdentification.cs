using System.Globalization;
using MassTransit;
using Messaging.Inbox;

namespace Messaging.EntityFrameworkCore.Inbox;

/// <summary>By what a message is known again: what the rider says, else its original id and the stamp of the outbox that sent it.</summary>
internal static class MessageIdentification
{
    public static MessageIdentity? Of(ConsumeContext context)
    {
        if (context.ReceiveContext.TryGetPayload(out MessageIdentity? identity))
            return identity;
        if (context.GetOriginalMessageId() is not { } id)
            return null;
        var stamp = context.ReceiveContext.TransportHeaders.Get<string>(MessagingHeaders.Stamp) ?? context.Headers.Get<string>(MessagingHeaders.Stamp);
        return new MessageIdentity(id, long.TryParse(stamp, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null);
    }
}
