using MassTransit;
using Messaging.Failures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.RabbitMq.Tests.Support;

/// <summary>One replica of a service whose endpoints the test chooses.</summary>
public sealed class BusApp : IAsyncDisposable
{
    private readonly IHost _host;

    private BusApp(IHost host) => _host = host;

    public IBusControl Bus => _host.Services.GetRequiredService<IBusControl>();

    public static async Task<BusApp> StartAsync(string uri, Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator> configure)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System).AddFailurePolicy();
        builder.Services.Configure<FailureOptions>(options => options.Immediate.Retries = 0);
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddRabbitMqMessaging();
            bus.UsingRabbitMq((context, rabbitMq) =>
            {
                rabbitMq.Host(uri, "tests");
                rabbitMq.UseDurableErrorQueues();
                configure(context, rabbitMq);
            });
        });
        var app = new BusApp(builder.Build());
        await app._host.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
