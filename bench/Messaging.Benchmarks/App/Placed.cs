namespace Messaging.Benchmarks.App;

/// <summary>The event that goes out.</summary>
internal sealed record Placed(Guid OrderId, string Customer, int Quantity, decimal Total);
