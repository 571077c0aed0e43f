using System.Text.Json;

namespace Messaging.Redis;

/// <summary>Fields as one text: JSON, an array of name and value in turns, values in base64.</summary>
internal static class DeadLetterFields
{
    /// <summary>The dead letter's property that holds it.</summary>
    public const string Property = "redis-fields";

    public static string Write(IReadOnlyList<RedisField> fields) =>
        JsonSerializer.Serialize(fields.SelectMany(field => new[] { field.Name, Convert.ToBase64String(field.Value.Span) }));

    public static IReadOnlyList<RedisField> Read(string text)
    {
        var parts = JsonSerializer.Deserialize<string[]>(text) ?? [];
        var fields = new RedisField[parts.Length / 2];
        for (var i = 0; i < fields.Length; i++)
            fields[i] = new RedisField(parts[2 * i], Convert.FromBase64String(parts[(2 * i) + 1]));
        return fields;
    }
}
