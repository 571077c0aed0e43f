using System.Buffers;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Headers and properties as JSON in a column, and back to the plain types that transports know.</summary>
internal static class HeaderJson
{
    // Above this a double has no digits behind the point that could be lost.
    private const double Exact = 1e15;

    public static string Write(IReadOnlyDictionary<string, object?> values)
    {
        if (values.Count == 0)
            return "{}";
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in values)
            {
                json.WritePropertyName(name);
                WriteValue(json, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static IReadOnlyDictionary<string, object?> Read(string json)
    {
        if (json is "{}")
            return ReadOnlyDictionary<string, object?>.Empty;
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        using var document = JsonDocument.Parse(json);
        foreach (var property in document.RootElement.EnumerateObject())
            values[property.Name] = Plain(property.Value);
        return values;
    }

    /// <summary>The values as they would come back from the column, so that a message is the same however it leaves.</summary>
    public static IReadOnlyDictionary<string, object?> AsRead(IReadOnlyDictionary<string, object?> values)
    {
        foreach (var value in values.Values)
        {
            if (value is not (null or string or bool or long))
                return Read(Write(values));
        }

        return values;
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            // With its point, or it would come back as a whole number.
            case double number when Math.Abs(number) < Exact && Math.Floor(number).Equals(number):
                json.WriteRawValue(number.ToString("0.0", CultureInfo.InvariantCulture));
                break;
            default:
                JsonSerializer.Serialize(json, value, value.GetType());
                break;
        }
    }

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        // Boxed each on its own: as one expression a whole number would become a double, and lose digits above 2^53.
        JsonValueKind.Number when value.TryGetInt64(out var whole) => whole,
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.Null => null,
        // Lists and objects among headers: a transport that can't carry them gets their JSON.
        _ => value.GetRawText(),
    };
}
