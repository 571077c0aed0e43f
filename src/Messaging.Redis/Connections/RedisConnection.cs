using System.Net;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>The one connection of the process. It is opened when it is first used, and comes back by itself.</summary>
internal sealed class RedisConnection(RedisSettings settings, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(3);
    private readonly SemaphoreSlim _opening = new(1, 1);
    private volatile ConnectionMultiplexer? _multiplexer;
    private volatile bool _ever;
    private volatile bool _connected;
    private volatile string? _lastError;
    private volatile string _host = "(not set)";
    private bool _disposed;

    public bool EverConnected => _ever;

    public bool Connected => _connected;

    public string? LastError => _lastError;

    /// <summary>Host and port; never user or password.</summary>
    public string Host => _host;

    /// <exception cref="RedisNotConfiguredException">Redis is off.</exception>
    /// <exception cref="RedisUnavailableException">The connection string can't be read.</exception>
    public async ValueTask<IDatabase> DatabaseAsync(CancellationToken cancellationToken) =>
        (_multiplexer ?? await OpenAsync(cancellationToken)).GetDatabase();

    public async ValueTask<ISubscriber> SubscriberAsync(CancellationToken cancellationToken) =>
        (_multiplexer ?? await OpenAsync(cancellationToken)).GetSubscriber();

    /// <summary>Asks the server whether it is there; also how it is set up, when it is there anew.</summary>
    public async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var database = await DatabaseAsync(cancellationToken);
            await database.PingAsync().WaitAsync(ProbeTimeout, cancellationToken);
            if (!_connected)
                await ConnectedAsync(database, cancellationToken);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Down(Reason(exception));
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_multiplexer is { } multiplexer)
            await multiplexer.DisposeAsync();
        _opening.Dispose();
    }

    private async Task<ConnectionMultiplexer> OpenAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_multiplexer is { } open)
                return open;
            var options = Options();
            _host = string.Join(',', options.EndPoints.Select(Name));
            var multiplexer = await ConnectionMultiplexer.ConnectAsync(options);
            multiplexer.ConnectionFailed += (_, failed) =>
            {
                if (failed.ConnectionType is ConnectionType.Interactive)
                    Down($"{failed.FailureType}");
            };
            return _multiplexer = multiplexer;
        }
        finally
        {
            _opening.Release();
        }
    }

    private ConfigurationOptions Options()
    {
        ConfigurationOptions options;
        try
        {
            options = ConfigurationOptions.Parse(settings.Require("Messaging.Redis"));
        }
        catch (ArgumentException exception)
        {
            throw new RedisUnavailableException($"{RedisSettings.ConfigurationKey} can't be read: {exception.Message} It has the form host:port,option=value,...", exception);
        }

        options.AbortOnConnectFail = false;
        // The client counts INFO, which says how the server is set up, among the commands of administrators.
        options.AllowAdmin = true;
        options.ConnectRetry = 1;
        options.ClientName ??= "orders";
        options.ReconnectRetryPolicy = new ExponentialRetry(250, 2_000);
        // What waits in the client while the server is away would run late and twice; the endpoints try again themselves.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        return options;
    }

    private async Task ConnectedAsync(IDatabase database, CancellationToken cancellationToken)
    {
        var server = await ServerFacts.OfAsync(database, cancellationToken);
        logger.Connected(Host, server.Version);
        if (server.Objection is { } objection)
            logger.ServerObjection(Host, objection);
        _ever = _connected = true;
        _lastError = null;
    }

    private void Down(string reason)
    {
        if (_connected || _lastError is null)
            logger.Disconnected(Host, RedisSettings.ConfigurationKey, reason);
        _lastError = $"{Host}: {reason}";
        _connected = false;
    }

    // The client's own sentences are a page long and say which thread is busy.
    private static string Reason(Exception exception) => exception switch
    {
        RedisConnectionException connection => $"{connection.FailureType}",
        TimeoutException => "no answer in time",
        _ => exception.Message,
    };

    private static string Name(EndPoint endpoint) => endpoint switch
    {
        DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        _ => endpoint.ToString() ?? "",
    };
}
