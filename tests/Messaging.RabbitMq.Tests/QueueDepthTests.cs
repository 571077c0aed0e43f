using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Messaging.Depth;
using Messaging.RabbitMq.Tests.Support;
using Messaging.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Messaging.RabbitMq.Tests;

/// <summary>A backlog is seen in list, health, log and metric, and so is its end.</summary>
public sealed class QueueDepthTests
{
    private const string Queue = "backlog";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_above_the_threshold_degrades_the_queue_and_draining_it_brings_it_back()
    {
        var server = await TestServers.GetRabbitMqAsync(Token);
        var uri = await server.CreateVirtualHostAsync(Token);
        await using var connection = await new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync(Token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Token);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: Token);
        await PublishAsync(channel, 1_000);
        using var log = new WarningLog();
        using var host = Start(uri, log);
        await host.StartAsync(Token);
        var depths = host.Services.GetRequiredService<QueueDepths>();
        using var gauges = new Gauges(host.Services.GetRequiredService<IMeterFactory>());

        await Until(() => depths.Current.Any(queue => queue.Depth is { Messages: 1_000, Consumers: 0 }));
        depths.Current.ShouldHaveSingleItem().State.ShouldBe(QueueState.Healthy);
        (await HealthAsync(host)).Status.ShouldBe(HealthStatus.Healthy);

        await PublishAsync(channel, 1);
        await Until(() => depths.Current.Single() is { State: QueueState.Degraded, Threshold: 1_000, Depth.Messages: 1_001 });
        var health = await HealthAsync(host);
        health.Status.ShouldBe(HealthStatus.Degraded);
        health.Description!.ShouldContain("rabbitmq backlog with 1001 messages of at most 1000");
        await Until(() => log.Lines.Any(line => line.Contains("The queue backlog (rabbitmq) is backed up: 1001 messages of at most 1000", StringComparison.Ordinal)));
        gauges.Read(QueueDepthMetrics.Depth).ShouldBe(["1001 messaging.destination.name=backlog, messaging.system=rabbitmq"]);
        gauges.Read(QueueDepthMetrics.BackedUp).ShouldBe(["1 messaging.destination.name=backlog, messaging.system=rabbitmq"]);
        gauges.Read(QueueDepthMetrics.Consumers).ShouldBe(["0 messaging.destination.name=backlog, messaging.system=rabbitmq"]);

        await channel.QueuePurgeAsync(Queue, Token);
        await Until(() => depths.Current.Single() is { State: QueueState.Healthy, Depth.Messages: 0 });
        (await HealthAsync(host)).Status.ShouldBe(HealthStatus.Healthy);
        await Until(() => log.Lines.Any(line => line.Contains("The queue backlog (rabbitmq) is back under its threshold", StringComparison.Ordinal)));
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task A_queue_that_nobody_takes_from_grows_old()
    {
        var server = await TestServers.GetRabbitMqAsync(Token);
        var uri = await server.CreateVirtualHostAsync(Token);
        await using var connection = await new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync(Token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Token);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: Token);
        await PublishAsync(channel, 1);
        using var log = new WarningLog();
        using var host = Start(uri, log, options => options.Queues[Queue] = new QueueThreshold { OldestAge = TimeSpan.FromSeconds(1) });
        await host.StartAsync(Token);

        await Until(() => host.Services.GetRequiredService<QueueDepths>().Current is [{ State: QueueState.Degraded, Depth.Messages: 1 }]);
        (await HealthAsync(host)).Description!.ShouldContain("s old of at most 1 s");
        await host.StopAsync(Token);
    }

    private static IHost Start(string uri, WarningLog log, Action<QueueDepthOptions>? configure = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddMetrics();
        builder.Services.AddQueueDepth();
        builder.Services.AddRabbitMqQueueDepth(uri, [Queue, "not there"]);
        builder.Services.Configure<QueueDepthOptions>(options =>
        {
            options.Interval = TimeSpan.FromMilliseconds(100);
            configure?.Invoke(options);
        });
        return builder.Build();
    }

    private static async Task PublishAsync(IChannel channel, int messages)
    {
        for (var i = 0; i < messages; i++)
            await channel.BasicPublishAsync("", Queue, mandatory: true, new byte[] { 1 }, Token);
    }

    private static async Task<HealthReportEntry> HealthAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Entries["queues"];

    private static Task Until(Func<bool> condition) => Eventually.BecomesTrueAsync(condition, Patience, "the queue was seen like that", Token);

    private sealed class WarningLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }

    private sealed class Gauges : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<(string Name, string Text)> _read = new();

        public Gauges(IMeterFactory factory)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, factory))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        public IReadOnlyList<string> Read(string name)
        {
            _read.Clear();
            _listener.RecordObservableInstruments();
            return [.. _read.Where(read => read.Name == name).Select(read => read.Text)];
        }

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            _read.Enqueue((instrument.Name, $"{value} {string.Join(", ", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal))}"));
    }
}
