using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orders.Service.Persistence;
using Orders.Service.Persistence.Seeding;
using Orders.Service.Tests.Workflow;

namespace Orders.Service.Tests.Persistence;

public class StockSeederTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_stock_is_seeded_and_a_stock_that_was_sold_from_is_left_alone()
    {
        await using var fixture = await WorkflowFixture.StartAsync(withConsumers: false);

        await SeedAsync(fixture);
        await fixture.ChangeAsync(async services =>
            (await services.GetRequiredService<OrderStore>().LockStockAsync(["LIMITED-EDITION"], Cancellation))[0].Take(2));
        await SeedAsync(fixture);

        (await fixture.OnHandAsync("SKU-001")).ShouldBe(1_000_000);
        (await fixture.OnHandAsync("LIMITED-EDITION")).ShouldBe(3);
        (await CountAsync(fixture)).ShouldBe(101);
    }

    [Fact]
    public async Task A_configured_seed_replaces_the_default_one()
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Stock:Seed:TEAPOT"] = "7" };
        await using var fixture = await WorkflowFixture.StartAsync(withConsumers: false, settings);

        await SeedAsync(fixture);

        (await fixture.OnHandAsync("TEAPOT")).ShouldBe(7);
        (await CountAsync(fixture)).ShouldBe(1);
    }

    [Theory]
    [InlineData(DatabaseServer.PostgreSql)]
    [InlineData(DatabaseServer.Sqlite)]
    public async Task Who_sees_the_schema_sees_the_stock(DatabaseServer server)
    {
        var folder = Directory.CreateTempSubdirectory("orders-stock-");
        var database = new OrdersDatabase(server, server is DatabaseServer.Sqlite
            ? $"Data Source={Path.Combine(folder.FullName, "orders.db")};Pooling=False"
            : await (await TestServers.GetPostgresAsync(Cancellation)).CreateDatabaseAsync(Cancellation));
        await using (var refused = Provider(database, "-1"))
        {
            var failure = await Should.ThrowAsync<OptionsValidationException>(() => MigrateAsync(refused));
            failure.Message.ShouldContain("Stock:Seed:TEAPOT");
            (await AskAsync(refused, context => context.Database.GetAppliedMigrationsAsync(Cancellation))).ShouldBeEmpty();
        }

        await using var accepted = Provider(database, "7");
        await MigrateAsync(accepted);
        await MigrateAsync(accepted);
        (await AskAsync(accepted, context => context.Database.GetPendingMigrationsAsync(Cancellation))).ShouldBeEmpty();
        (await AskAsync(accepted, context => context.Stock.SumAsync(stock => stock.OnHand, Cancellation))).ShouldBe(7);
        folder.Delete(recursive: true);
    }

    private static ServiceProvider Provider(OrdersDatabase database, string teapots) =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Stock:Seed:TEAPOT", (string?)teapots)]).Build())
            .AddOrdersPersistence(database)
            .BuildServiceProvider();

    private static async Task MigrateAsync(ServiceProvider provider)
    {
        await using var scope = provider.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DatabaseMigrator>().MigrateAsync(Cancellation);
    }

    private static async Task<T> AskAsync<T>(ServiceProvider provider, Func<OrdersDbContext, Task<T>> ask)
    {
        await using var scope = provider.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<OrdersDbContext>());
    }

    private static Task<bool> SeedAsync(WorkflowFixture fixture) => fixture.InScopeAsync(async services =>
    {
        await services.GetRequiredService<StockSeeder>().SeedAsync(Cancellation);
        return true;
    });

    private static Task<int> CountAsync(WorkflowFixture fixture) => fixture.InScopeAsync(services =>
        services.GetRequiredService<OrdersDbContext>().Stock.CountAsync(Cancellation));
}
