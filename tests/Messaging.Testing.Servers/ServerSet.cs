using System.Collections.Concurrent;

namespace Messaging.Testing.ByHand;

/// <summary>The servers that were asked for.</summary>
internal sealed class ServerSet : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, NamedServer> _servers = new(StringComparer.Ordinal);

    public async Task StartAsync(IReadOnlyCollection<string> names, TextWriter output, CancellationToken cancellationToken)
    {
        // All together; those that did start are stopped in the end even when another one fails.
        await Task.WhenAll(names.Distinct(StringComparer.Ordinal).Select(
            async name => _servers[name] = await NamedServer.StartAsync(name, cancellationToken)));
        foreach (var server in _servers.Values)
        {
            await output.WriteLineAsync(server.Comment);
            await output.WriteLineAsync(server.Export);
        }
    }

    public NamedServer Find(string name) =>
        _servers.TryGetValue(name, out var server)
            ? server
            : throw new InvalidOperationException($"no server was started under the name {name}");

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_servers.Values.Select(server => server.Server.DisposeAsync().AsTask()));
}
