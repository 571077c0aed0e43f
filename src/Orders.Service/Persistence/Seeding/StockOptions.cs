namespace Orders.Service.Persistence.Seeding;

/// <summary>Settings of the stock, section <c>Stock</c>.</summary>
public sealed class StockOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Stock";

    /// <summary>
    /// What an empty stock table starts with: SKU and pieces on hand. Empty: <see cref="DefaultSeed"/>.
    /// </summary>
    /// <value>Empty.</value>
    public IDictionary<string, int> Seed { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary><c>SKU-001</c> to <c>SKU-100</c> in abundance and <c>LIMITED-EDITION</c> with five, to see orders rejected.</summary>
    public static IReadOnlyDictionary<string, int> DefaultSeed { get; } = Enumerable
        .Range(1, 100)
        .Select(number => KeyValuePair.Create($"SKU-{number:000}", 1_000_000))
        .Append(KeyValuePair.Create("LIMITED-EDITION", 5))
        .ToDictionary(StringComparer.Ordinal);
}
