using System.Text.Json;
using System.Text.Unicode;
using RabbitMQ.Client;

namespace Messaging.RabbitMq.DeadLetters;

/// <summary>Header values of AMQP as plain ones. The client hands text over as bytes.</summary>
internal static class AmqpValues
{
    private const int DeepestTable = 8;

    public static Dictionary<string, object?> Plain(IDictionary<string, object?>? headers) =>
        headers?.ToDictionary(header => header.Key, header => Plain(header.Value, 0), StringComparer.Ordinal) ?? new Dictionary<string, object?>(StringComparer.Ordinal);

    public static string? Text(object? value) => Plain(value, 0) as string;

    private static object? Plain(object? value, int depth) => value switch
    {
        byte[] bytes => Utf8.IsValid(bytes) ? System.Text.Encoding.UTF8.GetString(bytes) : bytes,
        BinaryTableValue binary => binary.Bytes,
        AmqpTimestamp time => time.UnixTime,
        null or string or bool or int or long or short or byte or sbyte or ushort or uint or double or float => value,
        // Tables and lists, such as x-death, are read by people: as JSON.
        IDictionary<string, object?> or IEnumerable<object?> when depth == 0 => JsonSerializer.Serialize(Nested(value, depth)),
        _ => Nested(value, depth),
    };

    private static object? Nested(object? value, int depth) => value switch
    {
        _ when depth > DeepestTable => null,
        IDictionary<string, object?> table => table.ToDictionary(entry => entry.Key, entry => Plain(entry.Value, depth + 1), StringComparer.Ordinal),
        IEnumerable<object?> list => list.Select(entry => Plain(entry, depth + 1)).ToList(),
        _ => value?.ToString(),
    };
}
