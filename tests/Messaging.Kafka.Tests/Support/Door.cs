using System.Net;
using System.Net.Sockets;

namespace Messaging.Kafka.Tests.Support;

/// <summary>A port that refuses connections until it is opened, and then leads to the cluster.</summary>
public sealed class Door : IAsyncDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private readonly string _host;
    private readonly int _port;
    private readonly TcpListener _listener;
    private Task _serving = Task.CompletedTask;

    public Door(string servers)
    {
        var parts = servers.Split(',')[0].Split(':');
        (_host, _port) = (parts[0], int.Parse(parts[1]));
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        Address = _listener.LocalEndpoint.ToString()!;
        _listener.Stop();
    }

    public string Address { get; }

    public void Open()
    {
        var listener = new TcpListener(IPEndPoint.Parse(Address));
        listener.Start();
        _closed.Token.Register(listener.Stop);
        _serving = ServeAsync(listener);
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _closed.Dispose();
    }

    private async Task ServeAsync(TcpListener listener)
    {
        var visits = new List<Task>();
        try
        {
            while (true)
                visits.Add(VisitAsync(await listener.AcceptTcpClientAsync(_closed.Token)));
        }
        finally
        {
            await Task.WhenAll(visits).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task VisitAsync(TcpClient outside)
    {
        using (outside)
        using (var inside = new TcpClient())
        {
            await inside.ConnectAsync(_host, _port, _closed.Token);
            await Task.WhenAny(
                outside.GetStream().CopyToAsync(inside.GetStream(), _closed.Token), inside.GetStream().CopyToAsync(outside.GetStream(), _closed.Token));
        }
    }
}
