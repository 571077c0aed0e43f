using System.Collections.Concurrent;
using MassTransit;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// The bus's endpoints by address, kept for a moment: it takes an address apart each time it is asked, which costs a tenth of a send. Not
/// for longer, since the bus ends endpoints that it believes unused.
/// </summary>
internal sealed class SendEndpoints(IBus bus, TimeProvider time)
{
    private const int Most = 256;

    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (ISendEndpoint Endpoint, long Asked)> _known = new(StringComparer.Ordinal);

    public ValueTask<ISendEndpoint> OfAsync(Uri destination) =>
        _known.TryGetValue(destination.OriginalString, out var known) && time.GetElapsedTime(known.Asked) < Kept
            ? ValueTask.FromResult(known.Endpoint)
            : AskAsync(destination);

    private async ValueTask<ISendEndpoint> AskAsync(Uri destination)
    {
        var asked = time.GetTimestamp();
        var endpoint = await bus.GetSendEndpoint(destination).ConfigureAwait(false);
        if (_known.Count >= Most)
            _known.Clear();
        _known[destination.OriginalString] = (endpoint, asked);
        return endpoint;
    }
}
