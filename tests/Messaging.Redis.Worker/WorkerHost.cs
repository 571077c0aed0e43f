using MassTransit;
using Messaging.Failures;
using Messaging.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Redis.Worker;

/// <summary>The service that the worker is.</summary>
public static class WorkerHost
{
    /// <summary>The group of its streams.</summary>
    public const string Group = "workers";

    /// <summary>Builds it.</summary>
    public static IHost Build(WorkerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(new Effects(options.Folder));
        builder.Services.AddRedisMessaging(options.Redis);
        builder.Services.AddFailurePolicy();
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingInMemory();
            bus.AddRider(rider =>
            {
                rider.AddConsumer<NumberConsumer>();
                rider.UsingRedis((context, redis) =>
                {
                    redis.StreamEndpoint<Number>(options.Stream, Group, endpoint => Configure(endpoint, context, options));
                    redis.ListEndpoint<Number>(options.List, endpoint => Configure(endpoint, context, options));
                    redis.StreamEndpoint<Number>(options.Once, Group, endpoint => Configure(endpoint, context, options, once: true));
                });
            });
        });
        return builder.Build();
    }

    private static void Configure(
        IRedisEndpointConfigurator<Number> endpoint, IRegistrationContext context, WorkerOptions options, bool once = false)
    {
        endpoint.TakeOverAfter = options.TakeOverAfter;
        endpoint.DeliveryLimit = options.DeliveryLimit;
        endpoint.BufferedMessages = 64;
        endpoint.UseFailurePolicy(context, redelivery: false);
        if (once)
            endpoint.UseRedisIdempotency(context, TimeSpan.FromHours(1), idempotency => idempotency.Lease = options.TakeOverAfter);
        endpoint.ConfigureConsumer<NumberConsumer>(context);
    }
}
