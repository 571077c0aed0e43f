using MassTransit;
using Messaging.Failures;
using Messaging.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.RabbitMq.Tests.Support;

/// <summary>One replica of a service on RabbitMQ, as the broker sees it: it consumes when it has started. What it consumes the test says.</summary>
public sealed class ReplicaHost : IAsyncDisposable
{
    private readonly IHost _host;

    private ReplicaHost(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public IBusControl Bus => Services.GetRequiredService<IBusControl>();

    public RecordingLog Log => Services.GetRequiredService<RecordingLog>();

    /// <param name="uri">The virtual host.</param>
    /// <param name="configure">The endpoints.</param>
    /// <param name="services">What the service has beside the bus; without it nothing is tried again in process.</param>
    /// <param name="bus">The consumers, and what is registered with the bus.</param>
    public static async Task<ReplicaHost> StartAsync(
        string uri, Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator> configure, Action<IServiceCollection>? services = null,
        Action<IBusRegistrationConfigurator>? bus = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<RecordingLog>().AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<RecordingLog>());
        builder.Services.AddSingleton(TimeProvider.System).AddFailurePolicy();
        builder.Services.Configure<FailureOptions>(options => options.Immediate.Retries = 0);
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        services?.Invoke(builder.Services);
        builder.Services.AddMassTransit(registration =>
        {
            registration.DisableUsageTelemetry();
            registration.AddRabbitMqMessaging();
            bus?.Invoke(registration);
            registration.UsingRabbitMq((context, rabbitMq) =>
            {
                rabbitMq.Host(uri, "tests");
                rabbitMq.UseDurableErrorQueues();
                configure(context, rabbitMq);
            });
        });
        var replica = new ReplicaHost(builder.Build());
        await replica._host.StartAsync(TestContext.Current.CancellationToken);
        return replica;
    }

    /// <summary>Stops consuming; the queues stay.</summary>
    public Task StopAsync() => _host.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
