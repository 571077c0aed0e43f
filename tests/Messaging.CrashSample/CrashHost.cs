using MassTransit;
using Messaging.EntityFrameworkCore;
using Messaging.EntityFrameworkCore.Postgres;
using Messaging.Failures;
using Messaging.Outbox;
using Messaging.RabbitMq;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.CrashSample;

/// <summary>A request sends work; a consumer does it and sends word; another one takes that down. All of it through outbox and inbox.</summary>
public static class CrashHost
{
    public const string WorkQueue = "crash-work";
    public const string DoneQueue = "crash-done";

    /// <summary>How many keys of an ordered queue are in work at the same time.</summary>
    public const int OrderedConcurrency = 8;

    internal static readonly Uri Done = new($"queue:{DoneQueue}");

    private static readonly Uri Work = new($"queue:{WorkQueue}");

    public static IHost Build(CrashSettings settings)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(25));
        builder.Services.AddFailurePolicy();
        if (settings.Ordered)
            builder.Services.Configure<FailureOptions>(options => (options.Immediate.Retries, options.Redelivery) = (0, [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(200), 100)]));
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<IMessagingDatabase>(_ => CrashingDatabase.Around(new PostgresMessagingDatabase()));
        builder.Services.AddSingleton<IOutboxTransport, SinkTransport>();
        builder.Services.AddSingleton<IOutboxTransport, CrashingTransport>();
        builder.Services.AddRabbitMqMessaging();
        builder.Services.AddDbContext<CrashContext>((provider, options) =>
        {
            options.UseNpgsql(settings.Postgres);
            options.UseTransactionalMessaging(provider);
            options.AddInterceptors(new CrashingCommits());
        });
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<WorkConsumer>().Endpoint(endpoint => endpoint.Name = WorkQueue);
            bus.AddConsumer<WorkDoneConsumer>().Endpoint(endpoint => endpoint.Name = DoneQueue);
            bus.AddTransactionalMessaging<CrashContext>(options => options.LeaseDuration = settings.Lease);
            bus.AddReceiveObserver<CrashingReceives>();
            bus.AddConfigureEndpointsCallback((context, queue, endpoint) =>
            {
                var ordered = settings.Ordered && queue == WorkQueue;
                if (ordered)
                    KeepOrder((IRabbitMqReceiveEndpointConfigurator)endpoint, context);
                endpoint.UseFailurePolicy(context, redelivery: !ordered);
                endpoint.UseTransactionalInbox<CrashContext>(context);
            });
            bus.UsingRabbitMq((context, rabbitMq) =>
            {
                rabbitMq.Host(new Uri(settings.RabbitMq), "crash", host => host.Heartbeat(settings.Heartbeat));
                rabbitMq.EndCallsWithTheirChannel();
                rabbitMq.ConfigureEndpoints(context);
            });
        });
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        return builder.Build();
    }

    private static void KeepOrder(IRabbitMqReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        endpoint.UseDurableQueue(WorkQueue, deliveryLimit: 1_000);
        endpoint.PrefetchCount = 64;
        endpoint.ConcurrentMessageLimit = OrderedConcurrency;
        endpoint.UseOrderedQueue(context, WorkQueue, options =>
        {
            options.PollInterval = TimeSpan.FromMilliseconds(100);
            options.Lease = TimeSpan.FromSeconds(3);
        });
    }

    /// <summary>What a request does.</summary>
    public static async Task ProduceAsync(IServiceProvider services, int number, string key)
    {
        CrashPoint.BeginRequest();
        await using var scope = services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<CrashContext>();
        database.Rows.Add(new CrashRow { Kind = "sent", Number = number });
        var endpoint = await scope.ServiceProvider.GetRequiredService<ISendEndpointProvider>().GetSendEndpoint(Work);
        await endpoint.Send(new Work(number, key), context => context.SetOrderingKey(key));
        await database.SaveChangesAsync();
    }

    public static async Task CreateTablesAsync(string postgres)
    {
        await using var context = new CrashContext(new DbContextOptionsBuilder<CrashContext>().UseNpgsql(postgres).Options);
        await context.GetService<IRelationalDatabaseCreator>().EnsureCreatedAsync();
        var migration = new MigrationBuilder(context.Database.ProviderName);
        migration.CreateTransactionalMessaging();
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate(migration.Operations, context.Model);
        await context.GetService<IMigrationCommandExecutor>().ExecuteNonQueryAsync(commands, context.GetService<IRelationalConnection>());
    }
}
