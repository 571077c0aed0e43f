using MassTransit;
using Messaging.DeadLetters;
using Messaging.Failures;
using Messaging.Testing.Logs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Redis.Tests.Support;

/// <summary>A service with an in-memory bus and one Redis endpoint.</summary>
public sealed class RedisApp : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _stopped;

    private RedisApp(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public TestLog Log => (TestLog)Services.GetRequiredService<ILoggerFactory>();

    public RedisStatus Status => Services.GetRequiredService<IRedisHealth>().Status();

    /// <summary>Starts an app whose endpoint handles each message as the test says.</summary>
    public static async Task<RedisApp> StartAsync<T>(
        string server, Action<IRedisConfigurator, Action<IRedisEndpointConfigurator<T>>> endpoint, Func<ConsumeContext<T>, IServiceProvider, Task> handle,
        Action<IRedisEndpointConfigurator<T>, IRegistrationContext>? configure = null, Action<IServiceCollection>? services = null, IDeadLetterStore? letters = null)
        where T : class
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<ILoggerFactory>(new TestLog());
        builder.Services.AddSingleton(new Handler<T>(handle));
        builder.Services.AddFailurePolicy();
        builder.Services.Configure<FailureOptions>(options =>
        {
            options.Immediate.Retries = 1;
            options.Immediate.MinDelay = TimeSpan.FromMilliseconds(1);
            options.Redelivery = [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(100)];
        });
        builder.Services.AddRedisMessaging(server);
        if (letters is not null)
            builder.Services.AddSingleton(letters);
        services?.Invoke(builder.Services);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingInMemory();
            bus.AddRider(rider =>
            {
                rider.AddConsumer<HandlerConsumer<T>>();
                rider.UsingRedis((context, redis) => endpoint(redis, one =>
                {
                    one.TakeOverAfter = TimeSpan.FromSeconds(2);
                    one.MaxPollDelay = TimeSpan.FromMilliseconds(20);
                    one.UseFailurePolicy(context, redelivery: false);
                    configure?.Invoke(one, context);
                    one.ConfigureConsumer<HandlerConsumer<T>>(context);
                }));
            });
        });
        var app = new RedisApp(builder.Build());
        await app._host.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    public async Task StopAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        await _host.StopAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
