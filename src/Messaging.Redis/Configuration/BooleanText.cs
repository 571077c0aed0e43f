using System.Text.Json;
using System.Text.Json.Serialization;

namespace Messaging.Redis;

/// <summary>Values of a field map are text, so that <c>true</c> comes as <c>"true"</c>.</summary>
internal sealed class BooleanText : JsonConverter<bool>
{
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.String => reader.GetString() switch
        {
            "true" or "True" or "1" => true,
            "false" or "False" or "0" => false,
            _ => throw new JsonException("Must be true or false."),
        },
        _ => throw new JsonException("Must be true or false."),
    };

    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);
}
