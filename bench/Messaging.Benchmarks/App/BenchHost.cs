using MassTransit;
using Messaging.Benchmarks.Harness;
using Messaging.EntityFrameworkCore;
using Messaging.Failures;
using Messaging.RabbitMq;
using Messaging.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orders.Service.Persistence;

namespace Messaging.Benchmarks.App;

/// <summary>A service that is composed as Orders.Service is, by the same calls; nothing is set for the benchmark.</summary>
internal sealed class BenchHost : IAsyncDisposable
{
    public const string Queue = "take";
    public const string Jobs = "jobs";
    private const int Prefetch = 64;
    private const int Concurrency = 16;

    private readonly IHost _host;

    private int _disposed;

    private BenchHost(IHost host, string database, string rabbitMq) => (_host, Database, RabbitMq) = (host, database, rabbitMq);

    public IServiceProvider Services => _host.Services;

    public string Database { get; }

    public string RabbitMq { get; }

    public Gate Gate => Services.GetRequiredService<Gate>();

    public AckCount Acknowledged => Services.GetRequiredService<AckCount>();

    /// <summary>The exchange of the event, as its address in the outbox.</summary>
    public Uri PlacedAddress =>
        Services.GetRequiredService<IBus>().Topology.TryGetPublishAddress<Placed>(out var address) ? address : throw new InvalidOperationException();

    public string PlacedExchange => PlacedAddress.AbsolutePath.Split('/')[^1];

    public static async Task<BenchHost> StartAsync(
        BenchServers servers, IInterceptor? interceptor = null, Action<IBusRegistrationConfigurator>? more = null, int messagesPerCommit = 1,
        CancellationToken cancellationToken = default)
    {
        var database = await servers.Postgres.CreateDatabaseAsync(cancellationToken);
        var rabbitMq = await servers.RabbitMq.CreateVirtualHostAsync(cancellationToken);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton<Gate>().AddSingleton<AckCount>();
        builder.Services.AddTransactionalMessagingServices();
        var postgres = new OrdersDatabase(DatabaseServer.PostgreSql, database);
        builder.Services.AddTransactionalDbContextPool<BenchContext>((_, options) =>
        {
            postgres.Configure(options);
            if (interceptor is not null)
                options.AddInterceptors(interceptor);
        });
        builder.Services.AddFailurePolicy();
        builder.Services.AddMassTransit(bus =>
        {
            ConfigureBus(bus, rabbitMq, messagesPerCommit);
            more?.Invoke(bus);
        });
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        var host = new BenchHost(builder.Build(), database, rabbitMq);
        await host.CreateTablesAsync(cancellationToken);
        host.Services.GetRequiredService<IBus>().ConnectReceiveObserver(host.Acknowledged);
        await host._host.StartAsync(cancellationToken);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        Gate.Open();
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }

    private static void ConfigureBus(IBusRegistrationConfigurator bus, string uri, int messagesPerCommit)
    {
        bus.DisableUsageTelemetry();
        bus.AddTraceParent();
        bus.AddConsumer<TakeConsumer>().Endpoint(endpoint => endpoint.Name = Queue);
        bus.AddConsumer<JobConsumer>().Endpoint(endpoint => endpoint.Name = Jobs);
        bus.AddTransactionalMessaging<BenchContext>();
        bus.AddTransactionalTasks<BenchContext>(tasks => tasks.Declare<Job>(Jobs));
        bus.AddConfigureEndpointsCallback((context, queue, endpoint) =>
        {
            endpoint.PrefetchCount = Prefetch;
            endpoint.ConcurrentMessageLimit = Concurrency;
            if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbitMq)
                rabbitMq.UseDurableQueue(queue);
            endpoint.UseRawJsonDeserializer(RawSerializerOptions.Default);
            endpoint.ConfigureReceive(receive => receive.UseFilter(context.GetRequiredService<Gate>()));
            endpoint.UseTraceParent();
            endpoint.UseFailurePolicy(context);
            if (queue is Jobs)
                endpoint.UseTransactionalTasks<BenchContext>(context);
            else
                endpoint.UseTransactionalInbox<BenchContext>(context, messagesPerCommit);
        });
        bus.AddRabbitMqMessaging();
        bus.UsingRabbitMq((context, rabbitMq) =>
        {
            rabbitMq.Host(uri, "bench");
            rabbitMq.UseDurableErrorQueues();
            rabbitMq.DeployPublishTopology = true;
            rabbitMq.Publish<Placed>();
            rabbitMq.ConfigureEndpoints(context);
        });
    }

    private async Task CreateTablesAsync(CancellationToken cancellationToken)
    {
        await using var scope = Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<BenchContext>();
        await context.GetService<IRelationalDatabaseCreator>().EnsureCreatedAsync(cancellationToken);
        var migration = new MigrationBuilder(context.Database.ProviderName);
        migration.CreateTransactionalMessaging();
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate(migration.Operations, context.Model);
        await context.GetService<IMigrationCommandExecutor>().ExecuteNonQueryAsync(commands, context.GetService<IRelationalConnection>(), cancellationToken);
    }
}
