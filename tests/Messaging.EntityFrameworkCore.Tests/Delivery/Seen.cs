using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests.Delivery;

/// <summary>What a receiver sees of a message beside its body.</summary>
public sealed record Seen(
    Guid? MessageId, Guid? CorrelationId, Guid? ConversationId, Guid? InitiatorId, Guid? RequestId, Uri? Source, Uri? Response, Uri? Fault,
    TimeSpan? TimeToLive, string? TraceParent, string Headers)
{
    public static Seen By(ConsumeContext<Parcel> context) => new(
        context.MessageId, context.CorrelationId, context.ConversationId, context.InitiatorId, context.RequestId, context.SourceAddress,
        context.ResponseAddress, context.FaultAddress, Rounded(context.ExpirationTime - context.SentTime), context.ReceiveContext.TransportHeaders.Get<string>(MessagingHeaders.TraceParent),
        string.Join(", ", context.Headers.GetAll().Where(header => header.Key.StartsWith("test-", StringComparison.Ordinal)).OrderBy(header => header.Key, StringComparer.Ordinal)
            .Select(header => FormattableString.Invariant($"{header.Key}={header.Value}"))));

    // The sender counts it in ticks, the broker in milliseconds.
    private static TimeSpan? Rounded(TimeSpan? time) => time is { } value ? TimeSpan.FromSeconds(Math.Round(value.TotalSeconds)) : null;
}
