using System.Globalization;
using System.Security.Cryptography;
using MassTransit;

namespace Messaging.DeadLetters;

/// <summary>What a message says about itself, in its headers or its envelope, for collectors: they hand over what came and where it failed.</summary>
public static class DeadLetterFacts
{
    private const string EnvelopeType = "application/vnd.masstransit+json";

    /// <summary>
    /// Fills in, from <see cref="DeadLetter.Headers"/> and <see cref="DeadLetter.Body"/>, what is still <see langword="null"/>: type, ids,
    /// ordering, stamp, trace, and which dead letter was replayed; never throws over what a stranger wrote. An empty
    /// <see cref="DeadLetter.SourceIdentity"/> becomes the message's id, the hash of its bytes and the replay it is; of a message without an
    /// id the time of its failure tells equal ones apart.
    /// </summary>
    public static DeadLetter WithFacts(this DeadLetter letter)
    {
        ArgumentNullException.ThrowIfNull(letter);
        var envelope = string.Equals(letter.ContentType, EnvelopeType, StringComparison.OrdinalIgnoreCase) ? MessageEnvelope.Read(letter.Body) : MessageEnvelope.None;
        var headers = new Dictionary<string, object?>(envelope.Headers, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in letter.Headers)
            headers[name] = value;
        string? Text(string name) => headers.GetValueOrDefault(name) is { } value ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;
        Guid? Id(string name) => Guid.TryParse(Text(name), out var id) ? id : null;

        var known = letter with
        {
            // The consumer reads the envelope's before the transport's.
            MessageId = envelope.MessageId ?? letter.MessageId ?? Id(MessagingHeaders.MessageId) ?? Id(MassTransit.MessageHeaders.MessageId),
            OriginalMessageId = letter.OriginalMessageId ?? Id(MassTransit.MessageHeaders.OriginalMessageId) ?? Id(MessagingHeaders.OriginalMessageId),
            ConversationId = letter.ConversationId ?? envelope.ConversationId ?? Id(MassTransit.MessageHeaders.ConversationId),
            MessageType = letter.MessageType ?? envelope.MessageType ?? Text(MessagingHeaders.MessageType) ?? Text(MassTransit.MessageHeaders.MessageType)?.Split(';')[0],
            OrderingKey = letter.OrderingKey ?? Text(MessagingHeaders.OrderingKey),
            OrderingSequence = letter.OrderingSequence ?? (long.TryParse(Text(MessagingHeaders.OrderingSequence), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : null),
            StampedAt = letter.StampedAt ?? Stamp(Text(MessagingHeaders.Stamp)),
            TraceParent = letter.TraceParent ?? Text(MessagingHeaders.TraceParent) ?? Text(MassTransit.Logging.DiagnosticHeaders.ActivityId),
            TraceState = letter.TraceState ?? Text(MessagingHeaders.TraceState),
            ReplayOf = letter.ReplayOf ?? Id(MessagingHeaders.ReplayOf),
        };
        known = known with { OriginalMessageId = known.OriginalMessageId ?? known.MessageId };
        return known.SourceIdentity.Length > 0 ? known : known with { SourceIdentity = IdentityOf(known) };
    }

    // Not the time of the failure where there is an id: a copy that was sent to the error queue and, because its consumer was killed before
    // it acknowledged, delivered and sent there again is the same failure. The hash, because two senders may have given one id to two messages.
    private static string IdentityOf(DeadLetter letter)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData((letter.Body ?? default).Span));
        var replay = letter.ReplayOf is { } replayed ? $" replay of {replayed:D}" : "";
        return letter.MessageId is { } id
            ? $"{id:D} {hash[..16]}{replay}"
            : string.Create(CultureInfo.InvariantCulture, $"{hash} {letter.LastFailedAt?.UtcDateTime:O}{replay}");
    }

    private static DateTimeOffset? Stamp(string? milliseconds) =>
        long.TryParse(milliseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var since) && since <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(since)
            : null;
}
