using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Orders.Service.Domain;
using Orders.Service.Monitoring;
using Orders.Service.Persistence;
using Orders.Service.Tests.Http;
using Orders.Service.Workflow;

namespace Orders.Service.Tests.Monitoring;

public sealed class OrderMetricsTests : IAsyncLifetime
{
    private HttpHost _host = null!;
    private Measured _measured = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await HttpHost.StartAsync(services => services.AddOrderMetrics());
        _measured = new Measured(_host.Services);
    }

    public async ValueTask DisposeAsync()
    {
        _measured.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task An_order_is_counted_with_how_it_ended_when_that_is_committed()
    {
        var (confirmed, rejected, cancelled) = (await _host.SubmitAsync(), await _host.SubmitAsync(), await _host.SubmitAsync());
        await ChangeAsync(confirmed, (order, at) => order.ReserveStock(at));
        await ChangeAsync(confirmed, (order, at) => order.RequestPayment(at));
        _measured.Sums(OrderMetrics.Ended).ShouldBeEmpty("none has ended");

        await ChangeAsync(confirmed, (order, at) => order.Confirm(at));
        await ChangeAsync(rejected, (order, at) => order.Reject("No stock.", at));
        await ChangeAsync(cancelled, (order, at) => order.Cancel("No.", at));

        _measured.Sums(OrderMetrics.Ended).ShouldBe(
            [KeyValuePair.Create("order.status=Confirmed", 1d), KeyValuePair.Create("order.status=Rejected", 1d), KeyValuePair.Create("order.status=Cancelled", 1d)],
            ignoreOrder: true);
    }

    [Fact]
    public async Task An_end_that_was_rolled_back_is_none_and_the_next_one_counts_once()
    {
        var id = await _host.SubmitAsync();

        await ChangeAsync(id, (order, at) => order.Reject("No stock.", at), commit: false);
        _measured.Sums(OrderMetrics.Ended).ShouldBeEmpty();
        await ChangeAsync(id, (order, at) => order.Reject("No stock.", at));

        _measured.Sums(OrderMetrics.Ended).ShouldBe([KeyValuePair.Create("order.status=Rejected", 1d)]);
    }

    [Fact]
    public async Task A_context_that_goes_on_after_a_roll_back_tells_nothing_of_it()
    {
        var (refused, other) = (await _host.SubmitAsync(), await _host.SubmitAsync());

        await _host.WithDatabaseAsync(async context =>
        {
            await using (await context.Database.BeginTransactionAsync(Token))
            {
                (await context.Orders.SingleAsync(order => order.Id == refused, Token)).Reject("No stock.", _host.Clock.GetUtcNow());
                await context.SaveChangesAsync(Token);
            }

            context.ChangeTracker.Clear();
            await using var transaction = await context.Database.BeginTransactionAsync(Token);
            (await context.Orders.SingleAsync(order => order.Id == other, Token)).Cancel("No.", _host.Clock.GetUtcNow());
            await context.SaveChangesAsync(Token);
            await transaction.CommitAsync(Token);
            return true;
        });

        _measured.Sums(OrderMetrics.Ended).ShouldBe([KeyValuePair.Create("order.status=Cancelled", 1d)]);
    }

    private async Task ChangeAsync(Guid id, Action<Order, DateTimeOffset> change, bool commit = true)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<OrdersDbContext>();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        var order = await scope.ServiceProvider.GetRequiredService<OrderStore>().LoadForUpdateAsync(id, Token);
        await scope.ServiceProvider.GetRequiredService<OrderChanges>().ApplyAsync(order, change, Token);
        await context.SaveChangesAsync(Token);
        if (commit)
            await transaction.CommitAsync(Token);
        else
            await transaction.RollbackAsync(Token);
    }
}
