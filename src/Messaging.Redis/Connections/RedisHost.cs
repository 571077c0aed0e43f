using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Messaging.Redis;

/// <summary>What all endpoints, producers and filters of the process share: settings, connection, the state of both.</summary>
internal sealed class RedisHost : IRedisHealth, IAsyncDisposable
{
    private volatile IReadOnlyList<BuiltEndpoint> _endpoints = [];

    public RedisHost(IServiceProvider services, RedisSettings settings)
    {
        Settings = settings;
        Time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        Logger = (services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger("Messaging.Redis");
        Connection = new RedisConnection(settings, Logger);
    }

    public RedisSettings Settings { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public RedisConnection Connection { get; }

    /// <summary>The settings of every endpoint; none before the bus is built.</summary>
    public IReadOnlyList<EndpointSettings> Endpoints => [.. _endpoints.Select(endpoint => endpoint.Settings)];

    public void Watch(IReadOnlyList<BuiltEndpoint> endpoints) => _endpoints = endpoints;

    public RedisStatus Status() => new(
        Settings.ConnectionString is not null, Connection.Host, Connection.EverConnected, Connection.Connected, Connection.LastError,
        [.. _endpoints.Select(endpoint => endpoint.Transport.Monitor.Status())]);

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
