using System.Text.RegularExpressions;
using Orders.Acceptance.Support.Telemetry;

namespace Orders.Acceptance.Telemetry;

/// <summary>A line of the table of spans.</summary>
/// <param name="Name">The name, in which <c>{destination}</c> is the value of <c>messaging.destination.name</c>.</param>
/// <param name="System">The value of <c>messaging.system</c>, or empty.</param>
/// <param name="Kind">The span's kind.</param>
/// <param name="Attributes">The attributes that it has at least.</param>
internal sealed record SpanRow(string Name, string System, string Kind, IReadOnlyList<string> Attributes)
{
    private const string Destination = "messaging.destination.name";

    public bool Names(Span span) =>
        Regex.IsMatch(span.Name, $"^{Regex.Escape(Name).Replace("\\{destination}", ".+", StringComparison.Ordinal)}$", RegexOptions.None, TimeSpan.FromSeconds(1))
        && span.Attributes.GetValueOrDefault("messaging.system", "") == System;

    /// <summary>In what the span is not as the line says.</summary>
    public string? Deviation(Span span)
    {
        var missing = Attributes.Where(attribute => !span.Attributes.ContainsKey(attribute)).ToList();
        if (missing.Count > 0)
            return $"{span.Name} lacks {string.Join(", ", missing)}";
        if (span.Kind != Kind)
            return $"{span.Name} is of kind {span.Kind}, not {Kind}";
        var name = Name.Replace("{destination}", span.Attributes[Destination], StringComparison.Ordinal);
        return span.Name == name ? null : $"{span.Name} should be named {name}";
    }
}
