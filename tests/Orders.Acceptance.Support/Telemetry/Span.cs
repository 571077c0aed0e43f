namespace Orders.Acceptance.Support.Telemetry;

/// <summary>A span as it was received.</summary>
/// <param name="TraceId">32 hexadecimal digits.</param>
/// <param name="SpanId">16 hexadecimal digits.</param>
/// <param name="ParentId">16 hexadecimal digits, or empty.</param>
/// <param name="Source">The instrumentation that made it.</param>
/// <param name="Service">The attribute <c>service.name</c> of its resource.</param>
/// <param name="Instance">The attribute <c>service.instance.id</c> of its resource: another one for each life of a process.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><c>internal</c>, <c>server</c>, <c>client</c>, <c>producer</c> or <c>consumer</c>.</param>
/// <param name="Start">When it began, Unix nanoseconds.</param>
/// <param name="End">When it ended, Unix nanoseconds.</param>
/// <param name="Attributes">Attributes as text.</param>
public sealed record Span(
    string TraceId, string SpanId, string ParentId, string Source, string Service, string Instance, string Name, string Kind, ulong Start, ulong End,
    IReadOnlyDictionary<string, string> Attributes);
