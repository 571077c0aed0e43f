using System.Globalization;
using System.Text;

namespace Messaging.Testing.Poison;

/// <summary>Headers that must not disturb a good message: forged, malformed, many, large.</summary>
internal static class PoisonHeaders
{
    public static IReadOnlyList<PoisonRecord> All { get; } =
    [
        Of("1,000 headers", [.. Enumerable.Range(0, 1_000).Select(number => ($"h-{number}", (string?)"value"))]),
        Of("128 KiB in a header", ("large", new string('x', 128 * 1024))),
        Of("long name", (new string('n', 255), "value")),
        Of("header without a value", ("nothing", null)),
        Of("empty header", ("nothing", "")),
        Of("CR and LF", ("line", "a\r\nSet-Cookie: b")),
        Raw("bytes that are not text", ("bytes", [0xFF, 0xFE, 0, 0x80])),
        Of("a name twice", ("twice", "1"), ("twice", "2")),
        Of("names that differ by case", ("Case", "1"), ("case", "2")),
        Of("name beyond ASCII", ("größe", "1")),
        Of("malformed traceparent", ("traceparent", "00-zz-zz-zz")),
        Of("traceparent of zeros", ("traceparent", "00-00000000000000000000000000000000-0000000000000000-01")),
        Of("traceparent of another version", ("traceparent", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more")),
        Of("long traceparent", ("traceparent", new string('0', 4096))),
        Of("malformed tracestate", ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("tracestate", "=,=,;\u0001")),
        Of("message id that is no UUID", ("message-id", "42; drop table")),
        Of("empty message id", ("message-id", "")),
        Of("original id that is no UUID", ("original-message-id", "none")),
        Of("stamp that is no number", ("message-stamp", "yesterday")),
        Of("negative stamp", ("message-stamp", "-1")),
        Of("stamp beyond all time", ("message-stamp", long.MaxValue.ToString(CultureInfo.InvariantCulture))),
        Of("sequence that is no number", ("ordering-sequence", "first")),
        Of("forged addresses", ("MT-Response-Address", "rabbitmq://evil.example/q"), ("MT-Fault-Address", "rabbitmq://evil.example/q")),
        Of("forged redelivery and reason", ("MT-Redelivery-Count", "2147483648"), ("MT-Reason", "fault")),
        Of("forged dead letter", ("dlt-source-topic", "elsewhere"), ("dlt-source-partition", "x"), ("dlt-attempts", "-1")),
        Of("foreign message type", ("message-type", "urn:message:Elsewhere:Unheard"), ("content-type", "application/xml")),
    ];

    private static PoisonRecord Of(string name, params (string Name, string? Value)[] headers) =>
        Of(name, [.. headers.Select(h => KeyValuePair.Create(h.Name, h.Value is null ? (ReadOnlyMemory<byte>?)null : Encoding.UTF8.GetBytes(h.Value)))]);

    private static PoisonRecord Raw(string name, (string Name, byte[] Value) header) => Of(name, [KeyValuePair.Create(header.Name, (ReadOnlyMemory<byte>?)header.Value)]);

    private static PoisonRecord Of(string name, IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>?>> headers) =>
        PoisonRecord.Text(name, PoisonKind.Harmless, """{"key":"k","number":1}""") with { Headers = headers };
}
