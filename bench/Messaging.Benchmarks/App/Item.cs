namespace Messaging.Benchmarks.App;

internal sealed class Item
{
    public int Id { get; init; }

    public required string Name { get; init; }

    public long Taken { get; set; }
}
