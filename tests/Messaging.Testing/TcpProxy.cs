using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Messaging.Testing;

/// <summary>
/// Stands between a client and its server (without TLS), and can hold what the server answers, or cut it off; of PostgreSQL it can hold a
/// COMMIT, lose it or lose its answer.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private const int LongestTransaction = 1 << 20;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> _clients = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;
    private volatile bool _cut;

    /// <summary>Starts to listen, and forwards to the given server.</summary>
    public TcpProxy(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients of the proxy connect to, on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>
    /// Decides the fate of each COMMIT from what the client has sent in its transaction, as text. The COMMIT is held until the task
    /// completes.
    /// </summary>
    public Func<string, Task<CommitFate>> OnCommit { get; set; } = _ => Task.FromResult(CommitFate.Passes);

    /// <summary>
    /// Sees what the server answers, before the client does. The answer is held until the task completes; with
    /// <see langword="false"/> it is lost, and the connection with it.
    /// </summary>
    public Func<ReadOnlyMemory<byte>, Task<bool>> OnAnswer { get; set; } = _ => Task.FromResult(true);

    /// <summary>Breaks all connections and lets none through until <see cref="Mend"/>.</summary>
    public void Cut()
    {
        _cut = true;
        foreach (var client in _clients.Keys)
            client.Dispose();
    }

    /// <summary>Lets connections through again.</summary>
    public void Mend() => _cut = false;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Cut();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        client.NoDelay = true;
        _clients.TryAdd(client, true);
        try
        {
            if (_cut)
                return;
            await server.ConnectAsync(_host, _port, _stop.Token);
            // Whichever side ends first ends the other.
            await Task.WhenAny(RequestsAsync(client, server), AnswersAsync(client, server));
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The end of a connection is what this proxy is for.
            _clients.TryRemove(client, out _);
        }
        finally
        {
            _clients.TryRemove(client, out _);
            client.Dispose();
        }
    }

    private async Task RequestsAsync(TcpClient client, TcpClient server)
    {
        var buffer = new byte[16 * 1024];
        var transaction = new StringBuilder();
        int read;
        while ((read = await client.GetStream().ReadAsync(buffer, _stop.Token)) > 0)
        {
            var sent = buffer.AsMemory(0, read);
            transaction.Append(Encoding.UTF8.GetString(sent.Span));
            var fate = CommitFate.Passes;
            if (sent.Span.IndexOf("COMMIT\0"u8) >= 0)
            {
                fate = await OnCommit(transaction.ToString());
                transaction.Clear();
            }

            if (fate is CommitFate.IsLost)
                return;
            if (fate is CommitFate.LosesItsAnswer)
                _clients[client] = false;
            await server.GetStream().WriteAsync(sent, _stop.Token);
            if (transaction.Length > LongestTransaction)
                transaction.Clear();
        }
    }

    private async Task AnswersAsync(TcpClient client, TcpClient server)
    {
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await server.GetStream().ReadAsync(buffer, _stop.Token)) > 0)
        {
            // The server has done what it was asked for: now, and not before, the answer is lost.
            if (!_clients.GetValueOrDefault(client) || !await OnAnswer(buffer.AsMemory(0, read)))
                return;
            await client.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }
}
