using System.Text.Json;
using MassTransit;
using MassTransit.Introspection;

namespace Messaging.RabbitMq;

/// <summary>What the bus declares at the broker, as it says itself when it is probed; it need not have started.</summary>
internal sealed class DeclaredTopology
{
    private readonly Dictionary<string, DeclaredQueue> _queues = new(StringComparer.Ordinal);
    private readonly HashSet<DeclaredBinding> _bindings = [];

    private DeclaredTopology(JsonElement probe) => Read(probe);

    /// <summary>The durable queues.</summary>
    public IReadOnlyCollection<DeclaredQueue> Queues => _queues.Values;

    /// <summary>The bindings between exchanges, and from exchanges to durable queues.</summary>
    public IReadOnlyCollection<DeclaredBinding> Bindings => _bindings;

    public static DeclaredTopology Of(IBusControl bus, CancellationToken cancellationToken) =>
        new(JsonSerializer.SerializeToElement(bus.GetProbeResult(cancellationToken).Results));

    private void Read(JsonElement element)
    {
        if (element.ValueKind is JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                Read(item);
            return;
        }

        if (element.ValueKind is not JsonValueKind.Object)
            return;
        if (element.TryGetProperty("topology", out var topology) && topology.ValueKind is JsonValueKind.Object)
            ReadTopology(topology);
        foreach (var property in element.EnumerateObject())
            Read(property.Value);
    }

    private void ReadTopology(JsonElement topology)
    {
        // What lives only as long as a connection is nobody's to declare but its own.
        var durable = Items(topology, "queue").Concat(Items(topology, "exchange")).Where(item => Is(item, "durable") && !Is(item, "autoDelete")).Select(item => Text(item, "name")).ToHashSet(StringComparer.Ordinal);
        foreach (var queue in Items(topology, "queue").Where(queue => durable.Contains(Text(queue, "name")) && !Is(queue, "exclusive")))
        {
            var arguments = Items(queue, "argument").ToDictionary(argument => Text(argument, "key"), argument => Value(argument.GetProperty("value")), StringComparer.Ordinal);
            _queues.TryAdd(Text(queue, "name"), new DeclaredQueue(Text(queue, "name"), arguments));
        }

        foreach (var (kind, toQueue) in new[] { ("exchange-binding", false), ("queue-binding", true) })
        {
            foreach (var binding in Items(topology, kind).Where(binding => durable.Contains(Text(binding, "destination"))))
                _bindings.Add(new DeclaredBinding(Text(binding, "source"), Text(binding, "destination"), Text(binding, "routingKey"), toQueue));
        }
    }

    private static JsonElement[] Items(JsonElement parent, string name) =>
        !parent.TryGetProperty(name, out var found) ? []
        : found.ValueKind is JsonValueKind.Array ? [.. found.EnumerateArray()]
        : [found];

    private static string Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) ? value.ToString() : "";

    private static bool Is(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True;

    private static object Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetInt32(out var number) ? number : value.GetInt64(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => value.ToString(),
    };
}
