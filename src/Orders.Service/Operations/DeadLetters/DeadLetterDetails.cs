using System.Text;
using Messaging.Auditing;
using Messaging.DeadLetters.Administration;
using Orders.Service.Operations.Auditing;

namespace Orders.Service.Operations.DeadLetters;

/// <summary>One dead letter with everything it had, and what was done about it.</summary>
internal sealed record DeadLetterDetails(
    Guid Id, DeadLetterState State, DateTimeOffset StateChangedAt, string SourceSystem, string Source, string? SourceGroup, int? SourcePartition, long? SourceOffset,
    string? SourceKey, string? Destination, string? MessageType, Guid? MessageId, Guid? OriginalMessageId, Guid? ConversationId, string? OrderingKey, long? OrderingSequence,
    string? ExceptionType, string? ExceptionMessage, string? ExceptionStack, int Attempts, DateTimeOffset? FirstFailedAt, DateTimeOffset? LastFailedAt, string? TraceId,
    string? ContentType, IReadOnlyDictionary<string, object?> Headers, IReadOnlyDictionary<string, object?> Properties, string? Body, string? BodyText,
    Guid? ReplayOf, IReadOnlyList<Guid> Replays, string? Note, IReadOnlyList<AuditItem> History)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static DeadLetterDetails Of(StoredDeadLetter stored, IReadOnlyList<Guid> replays, IReadOnlyList<AuditRecord> history)
    {
        var it = stored.Letter;
        return new DeadLetterDetails(
            stored.Id, stored.State, stored.StateChangedAt, it.SourceSystem, it.Source, it.SourceGroup, it.SourcePartition, it.SourceOffset,
            Base64(it.SourceKey), it.Destination, it.MessageType, it.MessageId, it.OriginalMessageId, it.ConversationId, it.OrderingKey, it.OrderingSequence,
            it.ExceptionType, it.ExceptionMessage, it.ExceptionStack, it.Attempts, it.FirstFailedAt, it.LastFailedAt, stored.TraceId,
            it.ContentType, Plain(it.Headers), Plain(it.Properties), Base64(it.Body), Text(it.Body),
            it.ReplayOf, replays, stored.Note, [.. history.Select(AuditItem.Of)]);
    }

    private static string? Base64(ReadOnlyMemory<byte>? bytes) => bytes is { } some ? Convert.ToBase64String(some.Span) : null;

    // Bytes as base64, as everywhere in this answer.
    private static Dictionary<string, object?> Plain(IReadOnlyDictionary<string, object?> values) =>
        values.ToDictionary(value => value.Key, object? (value) => value.Value is byte[] bytes ? Convert.ToBase64String(bytes) : value.Value, StringComparer.Ordinal);

    /// <summary>The body as text, when it is one.</summary>
    private static string? Text(ReadOnlyMemory<byte>? body)
    {
        if (body is not { } bytes)
            return null;
        try
        {
            var text = Strict.GetString(bytes.Span);
            return text.Any(character => char.IsControl(character) && character is not ('\r' or '\n' or '\t')) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
