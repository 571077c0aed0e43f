using System.Text;

namespace Orders.Service.Tests.Http;

/// <summary>Everything that is known to be wrong with a body, with the field that the answer has to name.</summary>
internal static class BadBodies
{
    private static readonly string Long = new('x', 65);

    public static readonly IReadOnlyDictionary<string, (byte[] Body, string Field)> All =
        Texts().ToDictionary(bad => bad.Name, bad => (Encoding.UTF8.GetBytes(bad.Body), bad.Field))
            .Concat(Bytes().ToDictionary(bad => bad.Name, bad => (bad.Body, "body")))
            .ToDictionary();

    private static IEnumerable<(string Name, byte[] Body)> Bytes()
    {
        yield return ("invalid UTF-8", [.. "{\"customerId\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        yield return ("an overlong encoding", [.. "{\"customerId\":\""u8, 0xC0, 0x80, .. "\"}"u8]);
        yield return ("a surrogate in UTF-8", [.. "{\"customerId\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8]);
        yield return ("a byte order mark", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Bodies.Order())]);
        yield return ("UTF-16", Encoding.Unicode.GetBytes(Bodies.Order()));
        yield return ("a raw NUL in text", [.. "{\"customerId\":\"a"u8, 0, .. "b\"}"u8]);
    }

    private static IEnumerable<(string Name, string Body, string Field)> Texts()
    {
        yield return ("nothing", "", "body");
        yield return ("blanks only", "   ", "body");
        yield return ("null", "null", "body");
        yield return ("an array", "[]", "body");
        yield return ("text", "\"order\"", "body");
        yield return ("a number", "1", "body");
        yield return ("truncated JSON", Bodies.Order()[..^1], "body");
        yield return ("two documents", Bodies.Order() + Bodies.Order(), "body");
        yield return ("a comment", "/* hello */" + Bodies.Order(), "body");
        yield return ("a trailing comma", Bodies.Order()[..^1] + ",}", "body");
        yield return ("single quotes", "{'customerId':'a'}", "body");
        yield return ("depth 17", Bodies.WithLines(new string('[', 16) + new string(']', 16)), "body");
        yield return ("depth 65", Bodies.WithLines(new string('[', 64) + new string(']', 64)), "body");
        yield return ("depth 30000", new string('[', 30_000), "body");
        yield return ("NaN", Bodies.WithLine(unitPrice: "NaN"), "body");
        yield return ("Infinity", Bodies.WithLine(unitPrice: "Infinity"), "body");
        yield return ("a number with a leading zero", Bodies.WithLine(quantity: "01"), "body");
        yield return ("a hexadecimal number", Bodies.WithLine(quantity: "0x10"), "body");
        yield return ("an empty object", "{}", "customerId");
        yield return ("an unknown member", Bodies.Order()[..^1] + ",\"coupon\":1}", "coupon");
        yield return ("a type name", Bodies.Order()[..^1] + ",\"$type\":\"System.Object\"}", "$type");
        yield return ("a name in other case", Bodies.Order().Replace("customerId", "CustomerId", StringComparison.Ordinal), "CustomerId");
        yield return ("a name given twice", Bodies.Order()[..^1] + ",\"customerId\":\"b\"}", "customerId");
        yield return ("a name given twice, once escaped", Bodies.Order()[..^1] + ",\"\\u0063ustomerId\":\"b\"}", "customerId");
        yield return ("a lone surrogate in a name", Bodies.Order()[..^1] + ",\"\\ud800\":1}", "body");
        yield return ("an empty name", Bodies.Order()[..^1] + ",\"\":1}", "");
        yield return ("no customerId", "{\"lines\":[{\"sku\":\"A\",\"quantity\":1,\"unitPrice\":1}]}", "customerId");
        yield return ("customerId null", Bodies.WithCustomer("null"), "customerId");
        yield return ("customerId a number", Bodies.WithCustomer("7"), "customerId");
        yield return ("customerId an object", Bodies.WithCustomer("{}"), "customerId");
        yield return ("customerId empty", Bodies.WithCustomer("\"\""), "customerId");
        yield return ("customerId blank", Bodies.WithCustomer("\" \\t\\u00a0\""), "customerId");
        yield return ("customerId of 65 characters", Bodies.WithCustomer($"\"{Long}\""), "customerId");
        yield return ("customerId with NUL", Bodies.WithCustomer("\"a\\u0000b\""), "customerId");
        yield return ("customerId with a line feed", Bodies.WithCustomer("\"a\\nb\""), "customerId");
        yield return ("customerId with DEL", Bodies.WithCustomer("\"a\\u007fb\""), "customerId");
        yield return ("customerId with a C1 control", Bodies.WithCustomer("\"a\\u0085b\""), "customerId");
        yield return ("customerId with a lone high surrogate", Bodies.WithCustomer("\"\\ud800\""), "customerId");
        yield return ("customerId with a lone low surrogate", Bodies.WithCustomer("\"a\\udc00b\""), "customerId");
        yield return ("no lines", "{\"customerId\":\"a\"}", "lines");
        yield return ("lines null", Bodies.WithLines("null"), "lines");
        yield return ("lines an object", Bodies.WithLines("{}"), "lines");
        yield return ("lines empty", Bodies.WithLines("[]"), "lines");
        yield return ("101 lines", Bodies.WithLines($"[{string.Join(',', Enumerable.Repeat("""{"sku":"A","quantity":1,"unitPrice":1}""", 101))}]"), "lines");
        yield return ("a line null", Bodies.WithLines("[null]"), "lines[0]");
        yield return ("a line a number", Bodies.WithLines("[1]"), "lines[0]");
        yield return ("a line with an unknown member", Bodies.WithLines("""[{"sku":"A","quantity":1,"unitPrice":1,"colour":"red"}]"""), "lines[0].colour");
        yield return ("a line's name given twice", Bodies.WithLines("""[{"sku":"A","quantity":1,"quantity":2,"unitPrice":1}]"""), "lines[0].quantity");
        yield return ("no sku", Bodies.WithLines("""[{"quantity":1,"unitPrice":1}]"""), "lines[0].sku");
        yield return ("sku blank", Bodies.WithLine(sku: "\" \""), "lines[0].sku");
        yield return ("sku of 65 characters", Bodies.WithLine(sku: $"\"{Long}\""), "lines[0].sku");
        yield return ("sku with NUL", Bodies.WithLine(sku: "\"\\u0000\""), "lines[0].sku");
        yield return ("no quantity", Bodies.WithLines("""[{"sku":"A","unitPrice":1}]"""), "lines[0].quantity");
        yield return ("quantity null", Bodies.WithLine(quantity: "null"), "lines[0].quantity");
        yield return ("quantity 0", Bodies.WithLine(quantity: "0"), "lines[0].quantity");
        yield return ("quantity -1", Bodies.WithLine(quantity: "-1"), "lines[0].quantity");
        yield return ("quantity 10001", Bodies.WithLine(quantity: "10001"), "lines[0].quantity");
        yield return ("quantity 1.5", Bodies.WithLine(quantity: "1.5"), "lines[0].quantity");
        yield return ("quantity beyond 32 bits", Bodies.WithLine(quantity: "4294967297"), "lines[0].quantity");
        yield return ("quantity 1e999", Bodies.WithLine(quantity: "1e999"), "lines[0].quantity");
        yield return ("quantity as text", Bodies.WithLine(quantity: "\"2\""), "lines[0].quantity");
        yield return ("quantity true", Bodies.WithLine(quantity: "true"), "lines[0].quantity");
        yield return ("no unitPrice", Bodies.WithLines("""[{"sku":"A","quantity":1}]"""), "lines[0].unitPrice");
        yield return ("unitPrice -0.01", Bodies.WithLine(unitPrice: "-0.01"), "lines[0].unitPrice");
        yield return ("unitPrice 1000000.01", Bodies.WithLine(unitPrice: "1000000.01"), "lines[0].unitPrice");
        yield return ("unitPrice with 3 decimals", Bodies.WithLine(unitPrice: "1.005"), "lines[0].unitPrice");
        yield return ("unitPrice with 40 decimals", Bodies.WithLine(unitPrice: "1.0000000000000000000000000000000000000001"), "lines[0].unitPrice");
        yield return ("unitPrice 1e-30", Bodies.WithLine(unitPrice: "1e-30"), "lines[0].unitPrice");
        yield return ("unitPrice 1e999", Bodies.WithLine(unitPrice: "1e999"), "lines[0].unitPrice");
        yield return ("unitPrice 1e-99999999999", Bodies.WithLine(unitPrice: "1e-99999999999"), "lines[0].unitPrice");
        yield return ("unitPrice as text", Bodies.WithLine(unitPrice: "\"1\""), "lines[0].unitPrice");
    }
}
