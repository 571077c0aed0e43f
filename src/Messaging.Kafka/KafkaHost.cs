using System.Diagnostics.Metrics;
using Confluent.Kafka;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Messaging.Kafka;

/// <summary>What all endpoints and producers of the process share: settings, clients, the state of the connection.</summary>
internal sealed class KafkaHost : IKafkaHealth, IDisposable
{
    private readonly IServiceProvider _services;
    private readonly KafkaSettings _settings = new();
    private readonly SharedProducer _producer;
    private readonly SharedAdmin _admin;
    private volatile IReadOnlyList<EndpointMonitor> _endpoints = [];
    private volatile bool _configured;
    private bool _disposed;

    public KafkaHost(IServiceProvider services)
    {
        _services = services;
        Time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        Logger = (services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger("Messaging.Kafka");
        Instruments = new KafkaInstruments(services.GetService<IMeterFactory>(), () => Status().Endpoints, Time);
        Connection = new KafkaConnection(_settings, Logger);
        _producer = new SharedProducer(_settings, Connection, Instruments, Logger);
        _admin = new SharedAdmin(CreateAdmin);
        var features = new ClusterFeatures(_settings, _admin, Logger);
        TopicIds = new TopicIds(features, _admin);
        Topics = new TopicDeployment(_settings, features, _admin, Logger);
    }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public KafkaInstruments Instruments { get; }

    public KafkaConnection Connection { get; }

    public TopicIds TopicIds { get; }

    public TopicDeployment Topics { get; }

    public SharedAdmin Admin => _admin;

    public SharedProducer Producer
    {
        get
        {
            RequireConfigured();
            return _producer;
        }
    }

    public KafkaSettings Settings
    {
        get
        {
            RequireConfigured();
            return _settings;
        }
    }

    /// <summary>Called once, while the bus is built.</summary>
    public void Configure(Action<KafkaSettings> configure)
    {
        configure(_settings);
        _configured = true;
    }

    /// <summary>The endpoints, once the bus is built.</summary>
    public IReadOnlyList<EndpointMonitor> Endpoints => _endpoints;

    public void Watch(IReadOnlyList<EndpointMonitor> endpoints) => _endpoints = endpoints;

    public KafkaStatus Status() => new(
        _settings.BootstrapServers, Connection.EverConnected, Connection.Connected, Connection.LastError ?? Topics.Problem, [.. _endpoints.Select(e => e.Status())]);

    public void Dispose()
    {
        // The container knows this instance under two services and disposes it for each.
        if (_disposed)
            return;

        _disposed = true;
        Instruments.Dispose();
        _producer.Dispose();
        Topics.Dispose();
        _admin.Dispose();
    }

    private void RequireConfigured()
    {
        // A relay may be quicker than the bus, whose building runs the configuration.
        if (!_configured)
            _services.GetService<IBusControl>();

        if (!_configured)
            throw new InvalidOperationException("Kafka is not configured: call x.AddRider(rider => rider.UsingKafka(...)) in AddMassTransit.");
    }

    private IAdminClient CreateAdmin() => new AdminClientBuilder(Settings.Client())
        .SetErrorHandler((_, error) => Connection.Failed(error))
        .SetLogHandler((_, message) => Logger.Client(message))
        .Build();
}
