using System.Text.Json;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Headers and properties as JSON in a column, and back to the plain types that transports know.</summary>
internal static class HeaderJson
{
    public static string Write(IReadOnlyDictionary<string, object?> values) =>
        values.Count == 0 ? "{}" : JsonSerializer.Serialize(values);

    public static IReadOnlyDictionary<string, object?> Read(string json)
    {
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        if (json is "{}")
            return values;
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

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.GetDouble(),
        JsonValueKind.Null => null,
        // Lists and objects among headers: a transport that can't carry them gets their JSON.
        _ => value.GetRawText(),
    };
}
