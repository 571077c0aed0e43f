using Orders.Checker.Recorded;

namespace Orders.Checker.Invariants;

/// <summary>On hand + held by orders = seeded. Open orders that hold stock count too, so that this is true at every moment, not only at rest.</summary>
internal sealed class StockIsConserved : IInvariant
{
    public string Name => "stock on hand + stock held = stock seeded";

    public bool HealsWithTime => false;

    public bool CanLook(Snapshot seen) => seen is { Stock: not null, Rows: not null };

    public IEnumerable<Violation> Violations(Snapshot seen)
    {
        var held = seen.Rows!
            .Where(order => Statuses.HoldsStock(order.Status))
            .SelectMany(order => order.Lines)
            .GroupBy(line => line.Sku)
            .ToDictionary(lines => lines.Key, lines => lines.Sum(line => (long)line.Quantity));

        foreach (var (sku, seeded) in seen.SeededStock)
        {
            var holding = held.GetValueOrDefault(sku);
            if (!seen.Stock!.TryGetValue(sku, out var onHand))
                yield return new Violation(sku, $"seeded with {seeded}, but has no row");
            else if (onHand < 0)
                yield return new Violation(sku, $"{onHand} on hand");
            else if (onHand + holding != seeded)
                yield return new Violation(sku, $"{onHand} on hand + {holding} held = {onHand + holding}, seeded were {seeded}");
        }

        foreach (var (sku, quantity) in held.Where(pair => !seen.Stock!.ContainsKey(pair.Key)))
            yield return new Violation(sku, $"{quantity} held of what was never in stock");
    }
}
