using static Messaging.Testing.Poison.PoisonRecord;

namespace Messaging.Testing.Poison;

/// <summary>Bodies that are JSON and not, or only just, the message.</summary>
internal static class PoisonJson
{
    public static IReadOnlyList<PoisonRecord> All { get; } =
    [
        Text("null", PoisonKind.NotTheMessage, "null"),
        Text("true", PoisonKind.NotTheMessage, "true"),
        Text("a number", PoisonKind.NotTheMessage, "1e999"),
        Text("a string", PoisonKind.NotTheMessage, "\"k\""),
        Text("an array", PoisonKind.NotTheMessage, "[]"),
        Text("an array of messages", PoisonKind.NotTheMessage, """[{"key":"k","number":1}]"""),
        Text("an array of 100,000 numbers", PoisonKind.NotTheMessage, $"[{string.Join(',', Enumerable.Repeat(0, 100_000))}]"),
        Text("an empty object", PoisonKind.NotTheMessage, "{}"),
        Text("older schema: a member is missing", PoisonKind.NotTheMessage, """{"key":"k"}"""),
        Text("a member is null", PoisonKind.NotTheMessage, """{"key":null,"number":1}"""),
        Text("text for a number", PoisonKind.NotTheMessage, """{"key":"k","number":"one"}"""),
        Text("a number for text", PoisonKind.NotTheMessage, """{"key":7,"number":1}"""),
        Text("an object for text", PoisonKind.NotTheMessage, """{"key":{"a":"k"},"number":1}"""),
        Text("a number too large", PoisonKind.NotTheMessage, """{"key":"k","number":2147483648}"""),
        Text("a number beyond all", PoisonKind.NotTheMessage, """{"key":"k","number":1e999}"""),
        Text("a fraction", PoisonKind.NotTheMessage, """{"key":"k","number":1.5}"""),
        Text("unknown enum", PoisonKind.NotTheMessage, """{"key":"k","number":1,"kind":"Unheard"}"""),
        Text("enum as number", PoisonKind.NotTheMessage, """{"key":"k","number":1,"kind":1}"""),
        Text("wrong Guid", PoisonKind.NotTheMessage, """{"key":"k","number":1,"reference":"not-a-guid"}"""),
        Text("lone surrogate", PoisonKind.NotTheMessage, """{"key":"\ud800","number":1}"""),
        Text("type gadget alone", PoisonKind.NotTheMessage, """{"$type":"System.Diagnostics.Process, System","StartInfo":{"FileName":"/bin/sh"}}"""),
        Text("another message", PoisonKind.NotTheMessage, """{"orderId":"0198c0de-0000-7000-8000-000000000001","status":"Submitted"}"""),
        Text("an envelope of another type", PoisonKind.NotTheMessage, """{"messageType":["urn:message:Elsewhere:Unheard"],"message":{"id":1}}"""),
        Text("reference to another object", PoisonKind.NotTheMessage, """{"$ref":"1"}"""),
        Text("prototype pollution", PoisonKind.NotTheMessage, """{"__proto__":{"key":"k","number":1}}"""),
        Text("newer schema: members nobody knows", PoisonKind.Harmless, """{"key":"k","number":1,"since":2,"more":{"a":[1,2,3]}}"""),
        Text("type gadget beside the message", PoisonKind.Harmless, """{"key":"k","number":1,"$type":"System.IO.FileInfo"}"""),
        Text("a member twice", PoisonKind.Harmless, """{"key":"other","key":"k","number":1}"""),
        Text("script and SQL in text", PoisonKind.Harmless, """{"key":"<script>alert(1)</script>","number":1,"text":"'; drop table orders; --"}"""),
        Text("objects 60 deep", PoisonKind.Harmless, $$"""{"key":"k","number":1,"surplus":{{new string('[', 60)}}{{new string(']', 60)}}}"""),
    ];
}
