using System.Text.Json;
using Orders.Service.Http.Json;

namespace Orders.Service.Http;

/// <summary>Turns JSON into a <see cref="SubmitOrderRequest"/>, or into everything that is wrong with it.</summary>
internal static class SubmitOrderValidator
{
    public const int LongestText = 64;
    public const int MostLines = 100;
    public const int MostPieces = 10_000;
    public const int HighestPrice = 1_000_000;

    /// <returns>The request, or <see langword="null"/> when <paramref name="errors"/> has entries.</returns>
    public static SubmitOrderRequest? Read(JsonElement body, FieldErrors errors)
    {
        var order = new JsonFields(body, "", errors);
        var customerId = order.Text("customerId", LongestText);
        var lines = ReadLines(order.Array("lines", MostLines), "lines", errors);
        order.NothingElse();
        return errors.Any || customerId is null ? null : new SubmitOrderRequest(customerId, lines);
    }

    private static List<SubmitOrderLine> ReadLines(IReadOnlyList<JsonElement> elements, string path, FieldErrors errors)
    {
        var lines = new List<SubmitOrderLine>(elements.Count);
        for (var i = 0; i < elements.Count; i++)
        {
            var line = new JsonFields(elements[i], $"{path}[{i}]", errors);
            var sku = line.Text("sku", LongestText);
            var quantity = line.WholeNumber("quantity", 1, MostPieces);
            var unitPrice = line.Money("unitPrice", HighestPrice);
            line.NothingElse();
            if (sku is not null && quantity is not null && unitPrice is not null)
                lines.Add(new SubmitOrderLine(sku, quantity.Value, unitPrice.Value));
        }

        return lines;
    }
}
