using System.Globalization;
using System.Text.Json;

namespace Orders.Acceptance.Support.Load;

/// <summary>The orders of a run. The same seed makes the same orders.</summary>
public static class OrderPlan
{
    public static IReadOnlyList<PlannedOrder> Make(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(index => Make(random, seed, index))];
    }

    private static PlannedOrder Make(Random random, int seed, int index)
    {
        var kind = random.Next(100) switch
        {
            < 70 => OrderKind.Ordinary,
            < 80 => OrderKind.Expensive,
            < 87 => OrderKind.UnknownSku,
            < 91 => OrderKind.Limited,
            _ => OrderKind.Withdrawn,
        };
        List<Line> lines = kind switch
        {
            OrderKind.Expensive => [new(Sku(random), random.Next(1, 6), 10_001)],
            OrderKind.UnknownSku => [new(Sku(random), random.Next(1, 6), 5), new("NO-SUCH-SKU", 1, 5)],
            OrderKind.Limited => [new("LIMITED-EDITION", 1, 99)],
            _ => [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new Line(Sku(random), random.Next(1, 6), random.Next(100, 10_000) / 100m))],
        };
        var body = JsonSerializer.Serialize(new { customerId = $"customer-{random.Next(200)}", lines }, JsonSerializerOptions.Web);
        TimeSpan? withdraw = kind is OrderKind.Withdrawn ? TimeSpan.FromMilliseconds(random.Next(400)) : null;
        return new PlannedOrder(index, kind, string.Create(CultureInfo.InvariantCulture, $"load-{seed}-{index}"), body, withdraw, random.Next(20) == 0);
    }

    private static string Sku(Random random) => $"SKU-{random.Next(1, 101):D3}";

    private sealed record Line(string Sku, int Quantity, decimal UnitPrice);
}
