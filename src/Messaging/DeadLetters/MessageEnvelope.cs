using System.Text.Json;

namespace Messaging.DeadLetters;

/// <summary>The few members of an envelope by which people look for a message. Whatever is not as expected is left out.</summary>
internal sealed record MessageEnvelope(Guid? MessageId, Guid? ConversationId, string? MessageType, IReadOnlyDictionary<string, object?> Headers)
{
    public static readonly MessageEnvelope None = new(null, null, null, new Dictionary<string, object?>());

    public static MessageEnvelope Read(ReadOnlyMemory<byte>? body)
    {
        if (body is not { Length: > 0 } bytes)
            return None;
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            return root.ValueKind is not JsonValueKind.Object ? None : new MessageEnvelope(
                Id(Member(root, "messageId")), Id(Member(root, "conversationId")), Type(Member(root, "messageType")), Texts(Member(root, "headers")));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Unreadable, which may well be why it is dead; half a surrogate pair in a text is an InvalidOperationException.
            return None;
        }
    }

    private static JsonElement? Member(JsonElement element, string name) => element.TryGetProperty(name, out var member) ? member : null;

    private static Guid? Id(JsonElement? element) => element is { ValueKind: JsonValueKind.String } text && Guid.TryParse(text.GetString(), out var id) ? id : null;

    private static string? Type(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Array } types && types.GetArrayLength() > 0 && types[0].ValueKind is JsonValueKind.String ? types[0].GetString() : null;

    private static Dictionary<string, object?> Texts(JsonElement? element)
    {
        var headers = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        if (element is not { ValueKind: JsonValueKind.Object } members)
            return headers;
        foreach (var member in members.EnumerateObject())
        {
            if (member.Value.ValueKind is JsonValueKind.String)
                headers[member.Name] = member.Value.GetString();
        }

        return headers;
    }
}
