namespace Orders.Service.Tests.Http;

/// <summary>Bodies of <c>POST /orders</c>.</summary>
internal static class Bodies
{
    public static string Order(string customerId = "customer-1") => WithCustomer($"\"{customerId}\"");

    public static string WithCustomer(string json) =>
        $$"""{"customerId":{{json}},"lines":[{"sku":"SKU-001","quantity":2,"unitPrice":19.90}]}""";

    public static string WithLines(string json) => $$"""{"customerId":"customer-1","lines":{{json}}}""";

    public static string WithLine(string sku = "\"SKU-001\"", string quantity = "2", string unitPrice = "19.90") =>
        WithLines($$"""[{"sku":{{sku}},"quantity":{{quantity}},"unitPrice":{{unitPrice}}}]""");

    /// <summary>A good order of exactly so many bytes: JSON may be padded with blanks.</summary>
    public static byte[] OfLength(int bytes)
    {
        var order = Order();
        return System.Text.Encoding.UTF8.GetBytes(order[..^1] + new string(' ', bytes - order.Length) + '}');
    }
}
