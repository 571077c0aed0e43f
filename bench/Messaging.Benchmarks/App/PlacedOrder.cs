namespace Messaging.Benchmarks.App;

internal sealed class PlacedOrder
{
    public Guid Id { get; init; }

    public required string Customer { get; init; }

    public int Quantity { get; init; }

    public decimal Total { get; init; }
}
