namespace Orders.Service.Domain;

/// <summary>What is on hand of one SKU. What confirmed and open orders hold is already taken off.</summary>
public sealed class StockItem(string sku, int onHand)
{
    public string Sku { get; private init; } = sku;

    public int OnHand { get; private set; } = onHand;

    public void Take(int quantity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quantity);
        if (quantity > OnHand)
            throw new InvalidOperationException($"Only {OnHand} of {Sku} on hand, {quantity} wanted.");
        OnHand -= quantity;
    }

    public void GiveBack(int quantity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quantity);
        OnHand += quantity;
    }
}
