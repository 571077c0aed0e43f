namespace Orders.Acceptance.Support.Telemetry;

/// <summary>A log record as it was received.</summary>
/// <param name="Category">The logger.</param>
/// <param name="Text">What it says.</param>
/// <param name="TraceId">32 hexadecimal digits, or empty.</param>
public sealed record LogLine(string Category, string Text, string TraceId);
