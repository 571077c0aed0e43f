using System.Globalization;

namespace Orders.Checker;

/// <summary>What the service puts into an empty database, and the way to name something else: <c>SKU-001..SKU-100=1000000,LIMITED-EDITION=5</c>.</summary>
public static class SeedStock
{
    public static readonly IReadOnlyDictionary<string, long> Default = Parse("SKU-001..SKU-100=1000000,LIMITED-EDITION=5");

    public static IReadOnlyDictionary<string, long> Parse(string text)
    {
        var stock = new Dictionary<string, long>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (skus, quantity) = part.Split('=') is [var left, var right] && long.TryParse(right, CultureInfo.InvariantCulture, out var number)
                ? (left, number)
                : throw new UsageException($"--seed-stock: '{part}' is not SKU=QUANTITY or FIRST..LAST=QUANTITY");
            foreach (var sku in Range(skus))
                stock[sku] = quantity;
        }

        return stock;
    }

    private static IEnumerable<string> Range(string skus)
    {
        if (skus.Split("..") is not [var first, var last])
            return [skus];
        var digits = first.Length - first.TrimEnd("0123456789".ToCharArray()).Length;
        var prefix = first[..^digits];
        if (digits == 0 || last.Length != first.Length || !last.StartsWith(prefix, StringComparison.Ordinal)
            || !int.TryParse(first[^digits..], CultureInfo.InvariantCulture, out var from) || !int.TryParse(last[^digits..], CultureInfo.InvariantCulture, out var to))
            throw new UsageException($"--seed-stock: '{skus}' is not a range such as SKU-001..SKU-100");
        return Enumerable.Range(from, Math.Max(0, to - from + 1)).Select(number => prefix + number.ToString($"D{digits}", CultureInfo.InvariantCulture));
    }
}
