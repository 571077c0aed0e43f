using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Messaging.DeadLetters;

namespace Messaging.EntityFrameworkCore.DeadLetters;

/// <summary>
/// A dead letter as every database takes it, whatever a stranger wrote into it: text that can be stored, cut to what fits into an index and
/// to what a person reads. The body is never touched.
/// </summary>
internal sealed record StorableDeadLetter(Guid Id, DeadLetter Letter, string? TraceId, string Headers, string Properties)
{
    // Three of them, at most 3 bytes a character, fit into one entry of a PostgreSQL index (2,704 bytes).
    private const int MaxNameLength = 300;

    private const int MaxMessageLength = 4_000;
    private const int MaxStackLength = 16_000;

    public static StorableDeadLetter Of(DeadLetter letter, DateTimeOffset now)
    {
        var stored = letter with
        {
            SourceSystem = Cut(letter.SourceSystem, MaxNameLength),
            Source = Cut(letter.Source, MaxNameLength),
            SourceIdentity = Identity(letter.SourceIdentity),
            SourceGroup = Cut(letter.SourceGroup, MaxNameLength),
            Destination = Cut(letter.Destination, MaxMessageLength),
            MessageType = Cut(letter.MessageType, MaxNameLength),
            OrderingKey = Cut(letter.OrderingKey, OrderingKeyExtensions.LongestKey),
            ExceptionType = Cut(letter.ExceptionType, MaxNameLength),
            ExceptionMessage = Cut(letter.ExceptionMessage, MaxMessageLength),
            ExceptionStack = Cut(letter.ExceptionStack, MaxStackLength),
            TraceParent = Cut(letter.TraceParent, MaxNameLength),
            TraceState = Cut(letter.TraceState, MaxMessageLength),
            ContentType = Cut(letter.ContentType, MaxNameLength),
        };
        return new StorableDeadLetter(
            Guid.CreateVersion7(now),
            stored,
            ActivityContext.TryParse(stored.TraceParent, null, out var trace) ? trace.TraceId.ToHexString() : null,
            StorableJson.Of(letter.Headers),
            StorableJson.Of(letter.Properties));
    }

    // Cutting would make two of one.
    private static string Identity(string identity) =>
        identity.Length <= MaxNameLength && StorableText.IsStorable(identity)
            ? identity
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.Unicode.GetBytes(identity)));

    [return: NotNullIfNotNull(nameof(text))]
    private static string? Cut(string? text, int length) => text is null ? null : StorableText.Of(text, length);
}
