using System.Text.Json;

namespace Messaging.EntityFrameworkCore.Parking;

/// <summary>Headers as a JSON list of <c>[name, value]</c>, which keeps their order and repeated names; bytes are <c>{"base64": "..."}</c>.</summary>
internal static class ParkedJson
{
    private const string Base64 = "base64";

    public static string Write(IReadOnlyList<KeyValuePair<string, object?>> values) =>
        values.Count == 0 ? "[]" : JsonSerializer.Serialize(values.Select(pair => new[] { pair.Key, Storable(pair.Value) }));

    public static IReadOnlyList<KeyValuePair<string, object?>> Read(string json)
    {
        if (json is "[]")
            return [];
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(pair => new KeyValuePair<string, object?>(pair[0].GetString()!, Plain(pair[1])))];
    }

    private static object? Storable(object? value) => value switch
    {
        null or string or bool or double => value,
        byte[] bytes => new Dictionary<string, string>(StringComparer.Ordinal) { [Base64] = Convert.ToBase64String(bytes) },
        ReadOnlyMemory<byte> bytes => Storable(bytes.ToArray()),
        sbyte or byte or short or ushort or int or uint or long => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture),
        float number => (double)number,
        IFormattable other => other.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? (object)whole : value.GetDouble(),
        JsonValueKind.Object => value.GetProperty(Base64).GetBytesFromBase64(),
        _ => null,
    };
}
