using System.Globalization;
using System.Text;

namespace Orders.Acceptance.Support.Telemetry;

/// <summary>The spans of one trace as a tree.</summary>
public sealed class TraceTree
{
    private readonly ILookup<string, Span> _children;
    private readonly Dictionary<string, Span> _byId;

    public TraceTree(IEnumerable<Span> spans)
    {
        Spans = [.. spans.OrderBy(span => span.Start)];
        _children = Spans.ToLookup(span => span.ParentId, StringComparer.Ordinal);
        _byId = Spans.ToDictionary(span => span.SpanId, StringComparer.Ordinal);
    }

    public IReadOnlyList<Span> Spans { get; }

    /// <summary>Spans whose parent was not received.</summary>
    public IEnumerable<Span> Roots => Spans.Where(span => !_byId.ContainsKey(span.ParentId));

    /// <summary>The span and all above it, the root first.</summary>
    public IReadOnlyList<Span> PathTo(Span span)
    {
        List<Span> path = [span];
        while (_byId.TryGetValue(path[^1].ParentId, out var parent))
            path.Add(parent);
        path.Reverse();
        return path;
    }

    /// <summary>A line for each span, below its parent: when it began and how long it took, in milliseconds, and the number of its process.</summary>
    public string ToText()
    {
        var processes = Spans.Select(span => span.Instance).Distinct(StringComparer.Ordinal).ToList();
        var text = new StringBuilder();
        foreach (var root in Roots)
            Write(root, 0);
        return text.ToString();

        void Write(Span span, int depth)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Milliseconds(span.Start - Spans[0].Start),7} {Milliseconds(span.End - span.Start),7} #{processes.IndexOf(span.Instance) + 1} ")
                .Append(' ', depth * 2).Append(span.Name).Append("  [").Append(span.Source).Append("] ")
                .AppendLine(span.Attributes.GetValueOrDefault("messaging.destination.name"));
            foreach (var child in _children[span.SpanId])
                Write(child, depth + 1);
        }
    }

    private static string Milliseconds(ulong nanoseconds) => (nanoseconds / 1e6).ToString("0.0", CultureInfo.InvariantCulture);
}
