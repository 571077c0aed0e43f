namespace Messaging.EntityFrameworkCore.Metrics;

/// <summary>How many dead letters of a source nobody has dealt with yet.</summary>
internal sealed record OpenDeadLetters(string SourceSystem, string Source, long Count);
