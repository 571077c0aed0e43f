using System.Text;
using MassTransit;
using Messaging.Failures;
using Messaging.Outbox;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>A host of the sample application on one database, with the in-memory bus and a recorded topic.</summary>
public sealed class SampleHost : IAsyncDisposable
{
    private readonly IHost _host;

    private SampleHost(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public RecordingTransport Topic => Services.GetRequiredService<RecordingTransport>();

    public Calls Calls => Services.GetRequiredService<Calls>();

    public RecordingLog Log => Services.GetRequiredService<RecordingLog>();

    public Received Received => Services.GetRequiredService<Received>();

    public static async Task<SampleHost> StartAsync(
        Action<DbContextOptionsBuilder> database, bool create = true, Action<TransactionalMessagingOptions>? configure = null,
        Action<IBusRegistrationConfigurator>? transport = null, int messagesPerCommit = 1, SampleExtras? extras = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole();
        builder.Services.AddSingleton<RecordingLog>().AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<RecordingLog>());
        builder.Services.AddSingleton<RecordingTransport>().AddSingleton<IOutboxTransport>(provider => provider.GetRequiredService<RecordingTransport>());
        builder.Services.AddSingleton<Calls>().AddSingleton<Received>().AddScoped<EarlyEndpoint>();
        builder.Services.AddFailurePolicy();
        builder.Services.Configure<FailureOptions>(options => options.Immediate.MinDelay = TimeSpan.FromMilliseconds(1));
        extras?.Services?.Invoke(builder.Services);
        AddContext(builder.Services, database);
        builder.Services.AddMassTransit(bus =>
        {
            bus.SetKebabCaseEndpointNameFormatter();
            bus.DisableUsageTelemetry();
            bus.AddConsumer<TakeNoteConsumer>();
            bus.AddConsumer<NoteTakenConsumer>();
            bus.AddSagaStateMachine<CounterStateMachine, CounterState>().TransactionalRepository<CounterState, SampleContext>();
            extras?.Bus?.Invoke(bus);
            bus.AddTransactionalMessaging<SampleContext>(configure);
            bus.AddConfigureEndpointsCallback((context, _, endpoint) =>
            {
                endpoint.UseFailurePolicy(context);
                endpoint.UseTransactionalInbox<SampleContext>(context, messagesPerCommit, extras?.Inbox);
            });
            if (transport is not null)
                transport(bus);
            else
                bus.UsingInMemory((context, memory) => memory.ConfigureEndpoints(context));
        });
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        var host = builder.Build();
        if (create)
            await CreateTablesAsync(host.Services);
        await host.StartAsync();
        return new SampleHost(host);
    }

    public async Task InScopeAsync(Func<IServiceProvider, SampleContext, Task> action)
    {
        await using var scope = Services.CreateAsyncScope();
        await action(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<SampleContext>());
    }

    public async Task<T> QueryAsync<T>(Func<SampleContext, Task<T>> query)
    {
        await using var scope = Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<SampleContext>());
    }

    public static OutboxMessage TopicMessage(string key, string text) => new()
    {
        MessageId = Guid.NewGuid(),
        OriginalMessageId = Guid.NewGuid(),
        Destination = new Uri("topic:notes"),
        OrderingKey = key.Length == 0 ? null : key,
        ContentType = "text/plain",
        Body = Encoding.UTF8.GetBytes(text),
    };

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }

    /// <summary>On PostgreSQL from a pool and on SQLite without one, so that the contract holds for both.</summary>
    private static void AddContext(IServiceCollection services, Action<DbContextOptionsBuilder> database)
    {
        var options = new DbContextOptionsBuilder();
        database(options);
        using var probe = new DbContext(options.Options);
        if (probe.Database.IsNpgsql())
            services.AddTransactionalDbContextPool<SampleContext>((_, pooled) => database(pooled));
        else
        {
            services.AddDbContext<SampleContext>((provider, own) =>
            {
                database(own);
                own.UseTransactionalMessaging(provider);
            });
        }

        // Resolved before the consumer's context is pushed: an endpoint that was injected early.
        var factory = services.Last(service => service.ServiceType == typeof(SampleContext));
        services.Remove(factory);
        services.AddScoped(provider =>
        {
            provider.GetRequiredService<EarlyEndpoint>();
            return (SampleContext)(factory.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance<SampleContext>(provider));
        });
    }

    private static async Task CreateTablesAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<SampleContext>();
        await context.GetService<IRelationalDatabaseCreator>().EnsureCreatedAsync();
        var migration = new MigrationBuilder(context.Database.ProviderName);
        migration.CreateTransactionalMessaging();
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate(migration.Operations, context.Model);
        await context.GetService<IMigrationCommandExecutor>().ExecuteNonQueryAsync(commands, context.GetService<IRelationalConnection>());
    }
}
