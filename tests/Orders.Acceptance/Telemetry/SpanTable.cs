using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Orders.Acceptance.Support.Telemetry;

namespace Orders.Acceptance.Telemetry;

/// <summary>The table of spans in <c>docs/telemetry.md</c>: the lines whose first cell is a name in backticks, under the heading <i>Spans</i>.</summary>
internal sealed partial record SpanTable(IReadOnlyList<SpanRow> Rows)
{
    public static SpanTable Read()
    {
        var text = File.ReadAllText(Path.Combine(Folder(), "..", "..", "..", "docs", "telemetry.md"));
        var section = text[text.IndexOf("## Spans", StringComparison.Ordinal)..];
        section = section[..section.IndexOf("\n## ", 3, StringComparison.Ordinal)];
        var rows = Row().Matches(section).Select(match => new SpanRow(
            match.Groups["name"].Value, match.Groups["system"].Value.Trim(), match.Groups["kind"].Value.Trim(),
            [.. Quoted().Matches(match.Groups["attributes"].Value).Select(quoted => quoted.Groups["text"].Value)])).ToList();
        rows.Count.ShouldBeGreaterThan(5, "docs/telemetry.md has a table of spans");
        return new SpanTable(rows);
    }

    /// <summary>What is wrong with a span, or <see langword="null"/>.</summary>
    public string? Deviation(Span span)
    {
        var deviations = Rows.Where(row => row.Names(span)).Select(row => row.Deviation(span)).ToList();
        return deviations.Count == 0 ? $"{span.Name} of {span.Source} is not in the table" : deviations.Contains(null) ? null : deviations[0];
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"^\| `(?<name>[^`]+)` \|(?<system>[^|]*)\|(?<kind>[^|]*)\|[^|]*\|(?<attributes>[^|]*)\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<text>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Quoted();
}
