using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace Messaging.Kafka;

/// <summary>Headers of records are text in UTF-8.</summary>
internal static class RecordHeaders
{
    /// <summary>The last value of the header, as Kafka's own clients read it; <see langword="null"/> when there is none.</summary>
    public static string? Text(Headers? headers, string name) =>
        headers is not null && headers.TryGetLastBytes(name, out var bytes) && bytes is not null ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>The last value of the header as an id; <see langword="null"/> when there is none, or it is something else.</summary>
    public static Guid? Id(Headers? headers, string name) =>
        headers is not null && headers.TryGetLastBytes(name, out var bytes) && Guid.TryParse(bytes.AsSpan(), out var id) ? id : null;

    /// <summary>Sets a header, over any of the same name; nothing for <see langword="null"/>.</summary>
    public static void Set(this Headers headers, string name, object? value)
    {
        headers.Remove(name);
        if (value is not null)
            headers.Add(name, Encoding.UTF8.GetBytes(Format(value)));
    }

    private static string Format(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
