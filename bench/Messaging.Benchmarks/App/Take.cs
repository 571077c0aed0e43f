namespace Messaging.Benchmarks.App;

/// <summary>The command that comes in.</summary>
internal sealed record Take(int ItemId, int Quantity);
