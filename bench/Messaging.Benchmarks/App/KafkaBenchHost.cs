using MassTransit;
using Messaging.Failures;
using Messaging.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Benchmarks.App;

/// <summary>A service with one endpoint on a topic, composed as Orders' is, without a database.</summary>
internal sealed class KafkaBenchHost : IAsyncDisposable
{
    private readonly IHost _host;

    private KafkaBenchHost(IHost host) => _host = host;

    public static async Task<KafkaBenchHost> StartAsync(
        string servers, string topic, ReadingCount count, TimeSpan delay, int? concurrency, CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(count).AddSingleton(new ReadingDelay(delay)).AddFailurePolicy();
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingInMemory();
            bus.AddRider(rider =>
            {
                rider.AddConsumer<ReadingConsumer>();
                rider.UsingKafka((context, kafka) =>
                {
                    kafka.Host(servers);
                    kafka.TopicEndpoint<string, Reading>(topic, $"bench-{Guid.NewGuid():N}", endpoint =>
                    {
                        endpoint.ConcurrentMessageLimit = concurrency ?? endpoint.ConcurrentMessageLimit;
                        endpoint.UseFailurePolicy(context, redelivery: false);
                        endpoint.ConfigureConsumer<ReadingConsumer>(context);
                    });
                });
            });
        });
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new KafkaBenchHost(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
