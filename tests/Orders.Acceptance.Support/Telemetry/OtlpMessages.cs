namespace Orders.Acceptance.Support.Telemetry;

/// <summary>Reads the requests of OTLP. Field numbers: opentelemetry-proto, <c>trace.proto</c>, <c>metrics.proto</c>, <c>logs.proto</c>, which share their frame.</summary>
internal static class OtlpMessages
{
    private static readonly string[] Kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"];

    public static List<Span> Spans(ReadOnlySpan<byte> request)
    {
        var spans = new List<Span>();
        Items(request, spans, static (resource, source, item, found) => found.Add(ReadSpan(resource, source, item)));
        return spans;
    }

    /// <summary>Names of instruments.</summary>
    public static List<string> Metrics(ReadOnlySpan<byte> request)
    {
        var names = new List<string>();
        Items(request, names, static (_, _, item, found) => found.Add(First(item, 1)));
        return names;
    }

    public static List<LogLine> Logs(ReadOnlySpan<byte> request)
    {
        var lines = new List<LogLine>();
        Items(request, lines, static (_, source, item, found) =>
        {
            var reader = new WireReader(item);
            var (text, trace) = ("", "");
            while (reader.Next())
            {
                if (reader.Field == 5)
                    text = WireReader.Value(reader.Bytes);
                else if (reader.Field == 9)
                    trace = reader.Hex;
            }

            found.Add(new LogLine(source, text, trace));
        });
        return lines;
    }

    private delegate void Found<T>(IReadOnlyDictionary<string, string> resource, string source, ReadOnlySpan<byte> item, List<T> found);

    /// <summary>Request, then resources, then scopes, then items: alike for spans, metrics and logs.</summary>
    private static void Items<T>(ReadOnlySpan<byte> request, List<T> found, Found<T> read)
    {
        for (var resources = new WireReader(request); resources.Next();)
        {
            var resource = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var part = new WireReader(resources.Bytes); part.Next();)
            {
                if (part.Field == 1)
                    resource = Attributes(part.Bytes, 1);
                if (part.Field != 2)
                    continue;
                var source = "";
                for (var scope = new WireReader(part.Bytes); scope.Next();)
                {
                    if (scope.Field == 1)
                        source = First(scope.Bytes, 1);
                    else if (scope.Field == 2)
                        read(resource, source, scope.Bytes, found);
                }
            }
        }
    }

    private static Span ReadSpan(IReadOnlyDictionary<string, string> resource, string source, ReadOnlySpan<byte> item)
    {
        var reader = new WireReader(item);
        string trace = "", id = "", parent = "", name = "";
        var (kind, start, end) = (0ul, 0ul, 0ul);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: trace = reader.Hex; break;
                case 2: id = reader.Hex; break;
                case 4: parent = reader.Hex; break;
                case 5: name = reader.Text; break;
                case 6: kind = reader.Number; break;
                case 7: start = reader.Number; break;
                case 8: end = reader.Number; break;
            }
        }

        var (service, instance) = (resource.GetValueOrDefault("service.name", ""), resource.GetValueOrDefault("service.instance.id", ""));
        return new Span(trace, id, parent, source, service, instance, name, Kinds[kind], start, end, Attributes(item, 9));
    }

    private static Dictionary<string, string> Attributes(ReadOnlySpan<byte> message, int field)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var reader = new WireReader(message); reader.Next();)
        {
            if (reader.Field != field)
                continue;
            var (key, value) = ("", "");
            for (var pair = new WireReader(reader.Bytes); pair.Next();)
            {
                if (pair.Field == 1)
                    key = pair.Text;
                else if (pair.Field == 2)
                    value = WireReader.Value(pair.Bytes);
            }

            attributes[key] = value;
        }

        return attributes;
    }

    private static string First(ReadOnlySpan<byte> message, int field)
    {
        for (var reader = new WireReader(message); reader.Next();)
        {
            if (reader.Field == field)
                return reader.Text;
        }

        return "";
    }
}
