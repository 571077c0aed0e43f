using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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

    private static Task<bool> SeedAsync(WorkflowFixture fixture) => fixture.InScopeAsync(async services =>
    {
        await services.GetRequiredService<StockSeeder>().SeedAsync(Cancellation);
        return true;
    });

    private static Task<int> CountAsync(WorkflowFixture fixture) => fixture.InScopeAsync(services =>
        services.GetRequiredService<OrdersDbContext>().Stock.CountAsync(Cancellation));
}
