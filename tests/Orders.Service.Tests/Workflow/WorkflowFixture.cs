using MassTransit;
using MassTransit.Saga;
using MassTransit.Testing;
using Messaging.Tasks;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orders.Contracts;
using Orders.Service.Consumers;
using Orders.Service.Domain;
using Orders.Service.Email;
using Orders.Service.Payments;
using Orders.Service.Persistence;
using Orders.Service.Streams;
using Orders.Service.Worker;
using Orders.Service.Workflow;

namespace Orders.Service.Tests.Workflow;

/// <summary>The workflow on MassTransit's in-memory bus and a SQLite database in memory.</summary>
internal sealed class WorkflowFixture : IAsyncDisposable
{
    private readonly SqliteConnection _keepsDatabase;
    private readonly ServiceProvider _provider;

    private WorkflowFixture(SqliteConnection connection, ServiceProvider provider)
    {
        _keepsDatabase = connection;
        _provider = provider;
        Harness = provider.GetRequiredService<ITestHarness>();
    }

    public ITestHarness Harness { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public RecordedEvents Events => _provider.GetRequiredService<RecordedEvents>();

    public static async Task<WorkflowFixture> StartAsync(bool withConsumers, Dictionary<string, string?>? settings = null)
    {
        var connectionString = $"Data Source={Guid.NewGuid():N};Mode=Memory;Cache=Shared";
        var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(Cancellation);

        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings ?? []).Build());
        services.AddOrdersPersistence(new OrdersDatabase(DatabaseServer.Sqlite, connectionString));
        services.AddWorkflow().AddPayments().AddEmail();
        services.AddScoped<ITaskQueue, SentTasks>();
        services.AddSingleton<MessageLog>();
        services.AddSingleton<RecordedEvents>();
        services.AddSingleton<IOrderEvents>(provider => provider.GetRequiredService<RecordedEvents>());
        services.AddSingleton<IPaymentEvents>(provider => provider.GetRequiredService<RecordedEvents>());
        services.AddMassTransitTestHarness(bus =>
        {
            bus.AddDelayedMessageScheduler();
            bus.AddOrderStateMachine().InMemoryRepository();
            if (withConsumers)
            {
                bus.AddOrderConsumers(ConsumedQueues.All);
                bus.AddConsumer<PaymentEventsConsumer>();
            }

            bus.UsingInMemory((context, memory) =>
            {
                memory.UseDelayedMessageScheduler();
                memory.UseConsumeFilter(typeof(TransactionFilter<>), context);
                memory.ConfigureEndpoints(context);
            });
        });

        var fixture = new WorkflowFixture(connection, services.BuildServiceProvider(validateScopes: true));
        await fixture.InScopeAsync(provider => provider.GetRequiredService<OrdersDbContext>().Database.EnsureCreatedAsync(Cancellation));
        await fixture.Harness.Start();
        return fixture;
    }

    /// <summary>Does something in a transaction of its own, as a request does.</summary>
    public Task ChangeAsync(Func<IServiceProvider, Task> change) => InScopeAsync(async provider =>
    {
        var log = provider.GetRequiredService<MessageLog>();
        await log.Gate.WaitAsync(Cancellation);
        try
        {
            var context = provider.GetRequiredService<OrdersDbContext>();
            await using var transaction = await context.Database.BeginTransactionAsync(Cancellation);
            await change(provider);
            await context.SaveChangesAsync(Cancellation);
            await transaction.CommitAsync(Cancellation);
            return true;
        }
        finally
        {
            log.Gate.Release();
        }
    });

    /// <summary>Publishes a message and waits until it was consumed.</summary>
    /// <returns>The exception with which it failed.</returns>
    public async Task<Exception?> PublishAsync(object message)
    {
        var id = NewId.NextGuid();
        await Harness.Bus.Publish(message, context => context.MessageId = id, Cancellation);
        return await _provider.GetRequiredService<MessageLog>().Outcome(id).Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
    }

    public void AddState(OrderState state) =>
        _provider.GetRequiredService<IndexedSagaDictionary<OrderState>>().Add(new SagaInstance<OrderState>(state));

    public OrderState? State(Guid orderId) => _provider.GetRequiredService<IndexedSagaDictionary<OrderState>>()[orderId]?.Instance;

    public Task<Order> OrderAsync(Guid id) => InScopeAsync(provider =>
        provider.GetRequiredService<OrdersDbContext>().Orders.AsNoTracking().Include(order => order.History).SingleAsync(order => order.Id == id, Cancellation));

    public Task<int> OnHandAsync(string sku) => InScopeAsync(provider =>
        provider.GetRequiredService<OrdersDbContext>().Stock.Where(item => item.Sku == sku).Select(item => item.OnHand).SingleAsync(Cancellation));

    public async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> read)
    {
        await using var scope = _provider.CreateAsyncScope();
        return await read(scope.ServiceProvider);
    }

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _keepsDatabase.DisposeAsync();
    }
}
