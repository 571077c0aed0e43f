using Orders.Service.Domain;
using Orders.Service.Persistence;

namespace Orders.Service.Workflow;

/// <summary>Takes and gives back the stock of whole orders, under the row locks of their SKUs.</summary>
internal sealed class StockLedger(OrderStore store)
{
    /// <summary>Takes the stock of every line, or of none.</summary>
    /// <returns>Why not, naming the SKU; <see langword="null"/> when it was taken.</returns>
    public async Task<string?> TryTakeAsync(Order order, CancellationToken cancellationToken)
    {
        var wanted = QuantityBySku(order);
        var items = await LockAsync(wanted, cancellationToken);
        foreach (var (sku, quantity) in wanted)
        {
            if (!items.TryGetValue(sku, out var item))
                return $"Unknown SKU {sku}.";
            if (item.OnHand < quantity)
                return $"Too little stock of {sku}.";
        }

        foreach (var (sku, quantity) in wanted)
            items[sku].Take(quantity);
        return null;
    }

    /// <summary>Gives back what <see cref="TryTakeAsync"/> took for the order.</summary>
    public async Task GiveBackAsync(Order order, CancellationToken cancellationToken)
    {
        var held = QuantityBySku(order);
        var items = await LockAsync(held, cancellationToken);
        foreach (var (sku, quantity) in held)
            items[sku].GiveBack(quantity);
    }

    private async Task<Dictionary<string, StockItem>> LockAsync(
        SortedDictionary<string, int> quantities, CancellationToken cancellationToken) =>
        (await store.LockStockAsync([.. quantities.Keys], cancellationToken)).ToDictionary(item => item.Sku, StringComparer.Ordinal);

    // Lines of one SKU at different prices stay apart in an order; its stock doesn't.
    private static SortedDictionary<string, int> QuantityBySku(Order order)
    {
        var quantities = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in order.Lines)
            quantities[line.Sku] = quantities.GetValueOrDefault(line.Sku) + line.Quantity;
        return quantities;
    }
}
