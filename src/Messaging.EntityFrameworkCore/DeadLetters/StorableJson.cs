using System.Text;
using System.Text.Json;

namespace Messaging.EntityFrameworkCore.DeadLetters;

/// <summary>
/// Headers as JSON that <c>jsonb</c> takes. A text that it does not take becomes <c>{"base64": "..."}</c>, of its UTF-8 bytes.
/// </summary>
internal static class StorableJson
{
    public const string Base64 = "base64";

    public static string Of(IReadOnlyDictionary<string, object?> values)
    {
        var storable = new Dictionary<string, object?>(values.Count, StringComparer.Ordinal);
        foreach (var (name, value) in values)
            storable[StorableText.Of(name, int.MaxValue)] = Storable(value);
        return JsonSerializer.Serialize(storable);
    }

    private static object? Storable(object? value) => value switch
    {
        string text when !StorableText.IsStorable(text) => Encoded(Encoding.UTF8.GetBytes(text)),
        byte[] bytes => Encoded(bytes),
        double number when !double.IsFinite(number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => value,
    };

    private static Dictionary<string, string> Encoded(byte[] bytes) => new(StringComparer.Ordinal) { [Base64] = Convert.ToBase64String(bytes) };
}
