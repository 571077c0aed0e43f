using System.IO.Compression;
using System.Text;
using static Messaging.Testing.Poison.PoisonRecord;

namespace Messaging.Testing.Poison;

/// <summary>Bodies that are not JSON.</summary>
internal static class PoisonBytes
{
    private const string Good = """{"key":"k","number":1}""";

    public static IReadOnlyList<PoisonRecord> All { get; } =
    [
        new("tombstone", PoisonKind.Unreadable, null),
        Bytes("empty"),
        Text("white space", PoisonKind.Unreadable, " \r\n\t "),
        Bytes("one NUL", 0),
        Bytes("zeros", new byte[4096]),
        Bytes("all byte values", [.. Enumerable.Range(0, 256).Select(value => (byte)value)]),
        Bytes("byte order mark", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Good)]),
        Bytes("UTF-16", Encoding.Unicode.GetBytes(Good)),
        Bytes("Latin-1 in a string", Encoding.Latin1.GetBytes("""{"key":"Müller","number":1}""")),
        Bytes("overlong UTF-8 in a string", [.. "{\"key\":\""u8, 0xC0, 0x80, .. "\",\"number\":1}"u8]),
        Bytes("half a character at the end of a string", [.. "{\"key\":\"k"u8, 0xE2, 0x82, .. "\",\"number\":1}"u8]),
        Bytes("control character in a string", [.. "{\"key\":\"k"u8, 0, .. "\",\"number\":1}"u8]),
        Bytes("gzip", Compressed()),
        Bytes("Avro with a schema id", [0, 0, 0, 0, 7, 2, 0x6B, 2]),
        Bytes("Protocol Buffers", [0x0A, 1, 0x6B, 0x10, 1]),
        Bytes("MessagePack", [0x82, 0xA3, 0x6B, 0x65, 0x79, 0xA1, 0x6B, 0xA6, .. "number"u8, 1]),
        Bytes("Java serialization", [0xAC, 0xED, 0, 5, 0x73, 0x72]),
        Bytes("executable", [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, .. new byte[57]]),
        Text("plain text", PoisonKind.Unreadable, "not json"),
        Text("XML", PoisonKind.Unreadable, """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><note key="&b;" number="1"/>"""),
        Text("HTML", PoisonKind.Unreadable, "<script>alert(1)</script>"),
        Text("form fields", PoisonKind.Unreadable, "key=k&number=1"),
        Text("YAML", PoisonKind.Unreadable, "key: k\nnumber: 1\n"),
        Text("SQL", PoisonKind.Unreadable, "'; drop table messaging.inbox_message; --"),
        Text("Base64 of JSON", PoisonKind.Unreadable, Convert.ToBase64String(Encoding.UTF8.GetBytes(Good))),
        Text("truncated", PoisonKind.Unreadable, """{"key":"k","numb"""),
        Text("truncated number", PoisonKind.Unreadable, """{"key":"k","number":1"""),
        Text("two documents", PoisonKind.Unreadable, Good + Good),
        Text("rest after the document", PoisonKind.Unreadable, Good + "}"),
        Text("comment", PoisonKind.Unreadable, """{"key":"k",/* one */"number":1}"""),
        Text("trailing comma", PoisonKind.Unreadable, """{"key":"k","number":1,}"""),
        Text("single quotes", PoisonKind.Unreadable, "{'key':'k','number':1}"),
        Text("names without quotes", PoisonKind.Unreadable, """{key:"k",number:1}"""),
        Text("NaN", PoisonKind.Unreadable, """{"key":"k","number":NaN}"""),
        Text("leading zero", PoisonKind.Unreadable, """{"key":"k","number":01}"""),
        Text("hexadecimal number", PoisonKind.Unreadable, """{"key":"k","number":0x10}"""),
        Text("Python's words", PoisonKind.Unreadable, """{"key":None,"number":True}"""),
        Text("arrays 100,000 deep", PoisonKind.Unreadable, new string('[', 100_000)),
        Text("objects 65 deep", PoisonKind.Unreadable, Deep(65)),
        Text("half a megabyte of text", PoisonKind.Unreadable, new string('x', 512 * 1024)),
    ];

    private static string Deep(int depth) =>
        """{"key":"k","number":1,"surplus":""" + string.Concat(Enumerable.Repeat("""{"a":""", depth)) + "1" + new string('}', depth + 1);

    private static byte[] Compressed()
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes(Good));
        return output.ToArray();
    }
}
