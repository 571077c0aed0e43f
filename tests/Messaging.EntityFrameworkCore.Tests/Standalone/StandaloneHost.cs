using MassTransit;
using MassTransit.Testing;
using Messaging.Failures;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Tests.Standalone;

/// <summary>An application that has nothing of Orders: two contexts, under MassTransit's own test harness.</summary>
internal sealed class StandaloneHost : IAsyncDisposable
{
    private readonly IHost _host;

    private StandaloneHost(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public ITestHarness Harness => Services.GetRequiredService<ITestHarness>();

    public static async Task<StandaloneHost> StartAsync(Action<DbContextOptionsBuilder> shop, Action<DbContextOptionsBuilder> ledger)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddFailurePolicy();
        builder.Services.AddDbContext<ShopContext>((provider, options) =>
        {
            shop(options);
            options.UseTransactionalMessaging(provider);
        });
        builder.Services.AddDbContext<LedgerContext>((provider, options) =>
        {
            ledger(options);
            options.UseTransactionalMessaging(provider);
        });
        builder.Services.AddMassTransitTestHarness(bus =>
        {
            bus.SetKebabCaseEndpointNameFormatter();
            bus.AddConsumer<ShopPlaceOrderConsumer>();
            bus.AddConsumer<LedgerBookAmountConsumer>();
            bus.AddSagaStateMachine<DeliveryStateMachine, Delivery>().TransactionalRepository<Delivery, ShopContext>().Endpoint(e => e.Name = "shop-delivery");
            bus.AddSagaStateMachine<AccountStateMachine, Account>().TransactionalRepository<Account, LedgerContext>().Endpoint(e => e.Name = "ledger-account");
            bus.AddTransactionalMessaging<ShopContext>();
            bus.AddTransactionalMessaging<LedgerContext>();
            bus.AddConfigureEndpointsCallback((context, queue, endpoint) =>
            {
                endpoint.UseFailurePolicy(context);
                if (queue.StartsWith("ledger", StringComparison.Ordinal))
                    endpoint.UseTransactionalInbox<LedgerContext>(context);
                else
                    endpoint.UseTransactionalInbox<ShopContext>(context);
            });
            bus.UsingInMemory((context, memory) => memory.ConfigureEndpoints(context));
        });
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        var host = builder.Build();
        await CreateAsync<ShopContext>(host.Services);
        await CreateAsync<LedgerContext>(host.Services);
        await host.StartAsync();
        return new StandaloneHost(host);
    }

    public async Task InScopeAsync(Func<IServiceProvider, Task> action)
    {
        await using var scope = Services.CreateAsyncScope();
        await action(scope.ServiceProvider);
    }

    public async Task<T> QueryAsync<TContext, T>(Func<TContext, Task<T>> query)
        where TContext : DbContext
    {
        await using var scope = Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<TContext>());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }

    private static async Task CreateAsync<TContext>(IServiceProvider services)
        where TContext : DbContext
    {
        await using var scope = services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TContext>();
        var creator = context.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync())
            await creator.CreateAsync();
        await creator.CreateTablesAsync();
        // Contexts on one database share the tables of messaging; the first one's migration makes them.
        if (context.Database.IsNpgsql() && await context.Database.SqlQueryRaw<bool>("select to_regclass('messaging.outbox_message') is not null as \"Value\"").SingleAsync())
            return;
        var migration = new MigrationBuilder(context.Database.ProviderName);
        migration.CreateTransactionalMessaging();
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate(migration.Operations, context.Model);
        await context.GetService<IMigrationCommandExecutor>().ExecuteNonQueryAsync(commands, context.GetService<IRelationalConnection>());
    }
}
