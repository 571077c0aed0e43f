using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Orders.Contracts;
using Orders.Service.Domain;
using Orders.Service.Persistence;
using Orders.Service.Tests.Domain;
using Orders.Service.Workflow;

namespace Orders.Service.Tests.Workflow;

public class WholeWorkflowTests
{
    private const int Seeded = 50;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_paid_order_is_confirmed_in_four_versions_and_keeps_its_stock()
    {
        await using var fixture = await StartAsync();
        var order = await SubmitAsync(fixture);

        await EndsAsync(fixture, order.Id, OrderStatus.Confirmed);

        Announced(fixture, order.Id).ShouldBe(["OrderSubmitted", "OrderStockReserved", "OrderPaymentPending", "OrderConfirmed"]);
        (await fixture.OnHandAsync(Some.Sku)).ShouldBe(Seeded - Some.Quantity);
    }

    [Fact]
    public async Task An_order_whose_payment_is_declined_is_cancelled_with_the_reason_and_gives_its_stock_back()
    {
        await using var fixture = await StartAsync();
        var order = await SubmitAsync(fixture, new OrderLine(Some.Sku, 2, 6_000m));

        (await EndsAsync(fixture, order.Id, OrderStatus.Cancelled)).Reason.ShouldBe(
            "Payment declined: The provider declines totals above 10000.00.");

        (await fixture.OnHandAsync(Some.Sku)).ShouldBe(Seeded);
    }

    [Theory]
    [InlineData("NOBODY-KNOWS", 1, "Unknown SKU NOBODY-KNOWS.")]
    [InlineData(Some.Sku, Seeded + 1, "Too little stock of SKU-001.")]
    public async Task An_order_that_can_not_be_served_is_rejected_with_the_SKU_and_takes_nothing(string sku, int quantity, string reason)
    {
        await using var fixture = await StartAsync();
        var order = await SubmitAsync(fixture, new OrderLine(Some.Sku, 1, 1m), new OrderLine(sku, quantity, 2m));

        (await EndsAsync(fixture, order.Id, OrderStatus.Rejected)).Reason.ShouldBe(reason);

        (await fixture.OnHandAsync(Some.Sku)).ShouldBe(Seeded);
    }

    [Fact]
    public async Task An_order_that_nobody_pays_is_cancelled_when_its_time_is_over()
    {
        await using var fixture = await StartAsync(withConsumers: false, ("Payments:Timeout", "00:00:00.200"));
        var order = Some.Order(OrderStatus.StockReserved);
        await fixture.ChangeAsync(services =>
        {
            services.GetRequiredService<OrdersDbContext>().Add(order);
            return Task.CompletedTask;
        });

        await fixture.PublishAsync(new StockReserved(order.Id));

        (await EndsAsync(fixture, order.Id, OrderStatus.Cancelled)).Reason.ShouldBe("The payment did not arrive in time.");
        (await fixture.OnHandAsync(Some.Sku)).ShouldBe(Seeded + Some.Quantity);
    }

    [Fact]
    public async Task A_repeated_command_to_charge_or_refund_does_nothing_more()
    {
        await using var fixture = await StartAsync();
        var order = await SubmitAsync(fixture);
        await EndsAsync(fixture, order.Id, OrderStatus.Confirmed);

        await fixture.PublishAsync(new RequestPayment(order.Id, order.Total));
        await fixture.PublishAsync(new RefundPayment(order.Id, "by hand"));
        await fixture.PublishAsync(new RefundPayment(order.Id, "by hand"));

        fixture.Events.Payments.Select(payment => payment.Type).ShouldBe(
            [PaymentEventTypes.Authorized, PaymentEventTypes.Captured, PaymentEventTypes.Refunded]);
    }

    [Fact]
    public async Task A_closed_order_can_not_be_cancelled_and_a_cancelled_one_only_once()
    {
        await using var fixture = await StartAsync();
        var order = await SubmitAsync(fixture);
        await EndsAsync(fixture, order.Id, OrderStatus.Confirmed);

        await Should.ThrowAsync<IllegalTransitionException>(() => CancelAsync(fixture, order.Id));
        await Should.ThrowAsync<OrderNotFoundException>(() => CancelAsync(fixture, Guid.NewGuid()));
    }

    [Fact]
    public async Task Whenever_customers_cancel_every_order_ends_and_stock_and_money_add_up()
    {
        await using var fixture = await StartAsync();
        var orders = new List<Order>();
        for (var number = 0; number < 40; number++)
        {
            orders.Add(await SubmitAsync(fixture, new OrderLine(Some.Sku, 2, number % 5 == 0 ? 9_000m : 5m)));
            if (number % 3 == 0)
                await TryCancelAsync(fixture, orders[number / 2].Id);
        }

        await UntilAsync(async () => (await AllAsync(fixture)).All(order => !order.IsOpen));
        await UntilAsync(() => Task.FromResult(orders.TrueForAll(order => IsSettled(fixture, order.Id))));

        var ended = await AllAsync(fixture);
        (await fixture.OnHandAsync(Some.Sku)).ShouldBe(Seeded - (2 * ended.Count(order => order.Status is OrderStatus.Confirmed)));
        foreach (var order in ended)
        {
            fixture.Events.Orders.Where(change => change.OrderId == order.Id).Select(change => change.Version)
                .ShouldBe(Enumerable.Range(1, order.Version));
        }
    }

    private static async Task<WorkflowFixture> StartAsync(bool withConsumers = true, params (string Key, string Value)[] settings)
    {
        var fixture = await WorkflowFixture.StartAsync(withConsumers, settings.ToDictionary(it => it.Key, string? (it) => it.Value));
        await fixture.ChangeAsync(services =>
        {
            services.GetRequiredService<OrdersDbContext>().Add(new StockItem(Some.Sku, Seeded));
            return Task.CompletedTask;
        });
        return fixture;
    }

    private static async Task<Order> SubmitAsync(WorkflowFixture fixture, params OrderLine[] lines)
    {
        var order = Some.Order(lines: lines);
        await fixture.ChangeAsync(services => services.GetRequiredService<OrderChanges>().SubmitAsync(order, Cancellation));
        return order;
    }

    private static Task CancelAsync(WorkflowFixture fixture, Guid id) => fixture.ChangeAsync(services =>
        services.GetRequiredService<OrderChanges>().CancelAsync(id, "changed my mind", Cancellation));

    private static async Task TryCancelAsync(WorkflowFixture fixture, Guid id)
    {
        try
        {
            await CancelAsync(fixture, id);
        }
        catch (IllegalTransitionException exception)
        {
            // The workflow was faster, which is one of the cases.
            exception.From.ShouldNotBe(OrderStatus.Cancelled);
        }
    }

    private static async Task<Order> EndsAsync(WorkflowFixture fixture, Guid id, OrderStatus status)
    {
        await UntilAsync(async () => !(await fixture.OrderAsync(id)).IsOpen);
        var order = await fixture.OrderAsync(id);
        order.Status.ShouldBe(status);
        await UntilAsync(() => Task.FromResult(fixture.State(id)?.CurrentState == status.ToString()));
        order.History.Count.ShouldBe(order.Version);
        return order;
    }

    // Captures less refunds: one for a confirmed order, none for another.
    private static bool IsSettled(WorkflowFixture fixture, Guid id)
    {
        var balance = fixture.Events.Payments.Where(payment => payment.OrderId == id).Sum(payment => payment.Type switch
        {
            PaymentEventTypes.Captured => 1,
            PaymentEventTypes.Refunded => -1,
            _ => 0,
        });
        var state = fixture.State(id)?.CurrentState;
        return state == nameof(OrderStatus.Confirmed)
            ? balance == 1
            : balance == 0 && state is nameof(OrderStatus.Cancelled) or nameof(OrderStatus.Rejected);
    }

    private static Task<List<Order>> AllAsync(WorkflowFixture fixture) => fixture.InScopeAsync(services =>
        services.GetRequiredService<OrdersDbContext>().Orders.AsNoTracking().ToListAsync(Cancellation));

    private static IEnumerable<string> Announced(WorkflowFixture fixture, Guid id) =>
        fixture.Events.Orders.Where(change => change.OrderId == id).Select(change => change.Type);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await condition())
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
    }
}
