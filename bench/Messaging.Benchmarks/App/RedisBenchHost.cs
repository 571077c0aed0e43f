using MassTransit;
using Messaging.Failures;
using Messaging.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Benchmarks.App;

/// <summary>A service with one endpoint on a stream, composed as Orders' is, without a database.</summary>
internal sealed class RedisBenchHost : IAsyncDisposable
{
    private readonly IHost _host;

    private RedisBenchHost(IHost host) => _host = host;

    public static async Task<RedisBenchHost> StartAsync(string server, string stream, string group, ReadingCount count, CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(count).AddSingleton(new ReadingDelay(TimeSpan.Zero)).AddFailurePolicy();
        builder.Services.AddRedisMessaging(server);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingInMemory();
            bus.AddRider(rider =>
            {
                rider.AddConsumer<ReadingConsumer>();
                rider.UsingRedis((context, redis) => redis.StreamEndpoint<Reading>(stream, group, endpoint =>
                {
                    endpoint.UseFailurePolicy(context, redelivery: false);
                    endpoint.ConfigureConsumer<ReadingConsumer>(context);
                }));
            });
        });
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new RedisBenchHost(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
