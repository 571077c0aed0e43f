namespace Messaging.Benchmarks.App;

/// <summary>A task that does nothing but be done.</summary>
internal sealed record Job(int Number);
