namespace Messaging.Benchmarks.App;

/// <summary>How long a consumer waits for each record.</summary>
internal sealed record ReadingDelay(TimeSpan Time);
