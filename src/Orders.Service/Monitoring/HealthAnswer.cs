using System.Text.Json.Serialization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Orders.Service.Monitoring;

/// <summary>The body of a probe's answer: <c>{status, checks:{name:{status, description, durationMs}}}</c>.</summary>
internal sealed record HealthAnswer(HealthStatus Status, IReadOnlyDictionary<string, HealthAnswer.Check> Checks)
{
    public static Task WriteAsync(HttpContext http, HealthReport report) =>
        http.Response.WriteAsJsonAsync(Of(report), http.RequestAborted);

    private static HealthAnswer Of(HealthReport report) => new(
        report.Status,
        report.Entries.ToDictionary(
            entry => entry.Key,
            entry => new Check(entry.Value.Status, Describe(entry.Value), Math.Round(entry.Value.Duration.TotalMilliseconds, 1)),
            StringComparer.Ordinal));

    /// <summary>A check that threw is described by its exception's text, which may hold a connection string.</summary>
    private static string? Describe(HealthReportEntry entry) =>
        entry.Exception is { } exception && string.Equals(entry.Description, exception.Message, StringComparison.Ordinal)
            ? "The check failed; the log has the reason."
            : entry.Description;

    internal sealed record Check(
        HealthStatus Status,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Description,
        double DurationMs);
}
