using System.Collections.Concurrent;
using MassTransit;

namespace Messaging.EntityFrameworkCore.Operations;

/// <summary>Under which names the endpoints of this process consume which types: what the inbox has to know of before a message is done.</summary>
internal sealed class InboxConsumers
{
    private readonly ConcurrentDictionary<(string Endpoint, string MessageType, string Consumer), byte> _consumers = new();

    public void Add(string endpoint, Type messageType, string consumer) =>
        _consumers.TryAdd((endpoint, MessageUrn.ForTypeString(messageType), consumer), 0);

    /// <summary>Of a type that nobody here takes or knows, every consumer of the endpoint; of an unknown endpoint its own name, the default.</summary>
    public IReadOnlyList<string> Of(string endpoint, string? messageType)
    {
        var there = _consumers.Keys.Where(known => known.Endpoint == endpoint).ToList();
        var takers = there.Where(known => known.MessageType == messageType).Select(known => known.Consumer).Distinct(StringComparer.Ordinal).ToList();
        if (takers.Count > 0)
            return takers;
        return there.Count > 0 ? [.. there.Select(known => known.Consumer).Distinct(StringComparer.Ordinal)] : [endpoint];
    }

    /// <summary>The endpoint of this process whose address ends so.</summary>
    public string? EndpointOf(string end) =>
        _consumers.Keys.Select(known => known.Endpoint).FirstOrDefault(endpoint => Uri.UnescapeDataString(endpoint).EndsWith(end, StringComparison.Ordinal));
}
