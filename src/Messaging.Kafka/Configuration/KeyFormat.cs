using System.Globalization;
using System.Text;

namespace Messaging.Kafka;

/// <summary>Keys are UTF-8 text on the wire, as every other client writes them: the same key then lands in the same partition.</summary>
internal static class KeyFormat
{
    private static readonly Type[] Types = [typeof(string), typeof(Guid), typeof(int), typeof(long)];

    public static void Require<TKey>()
    {
        if (!Types.Contains(typeof(TKey)))
            throw new NotSupportedException($"A key of type {typeof(TKey).Name} is not supported; use string, Guid, int or long.");
    }

    public static string? Text<TKey>(TKey key) => key switch
    {
        null => null,
        string text => text,
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException($"A key of type {typeof(TKey).Name} is not supported; use string, Guid, int or long."),
    };

    public static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);

    public static TKey Read<TKey>(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        object key = typeof(TKey) == typeof(string) ? text
            : typeof(TKey) == typeof(Guid) ? Guid.Parse(text)
            : typeof(TKey) == typeof(int) ? int.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture)
            : typeof(TKey) == typeof(long) ? long.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture)
            : throw new NotSupportedException($"A key of type {typeof(TKey).Name} is not supported; use string, Guid, int or long.");

        return (TKey)key;
    }
}
