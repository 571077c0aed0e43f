using Orders.Acceptance.Fixtures;

namespace Orders.Acceptance;

/// <summary>The workflow's ways to end. The same on real servers and embedded.</summary>
public abstract class When_an_order_is_posted(InstallationFixture installation)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_confirmed_within_ten_seconds_with_the_versions_one_to_four()
    {
        var id = await installation.Orders.PostAsync("SKU-001", 2, 19.99m, Cancelled);

        var order = await installation.Orders.WaitForEndAsync(id, Limit, Cancelled);

        order.History.Select(change => $"{change.Version} {change.Status}").ShouldBe(["1 Submitted", "2 StockReserved", "3 PaymentPending", "4 Confirmed"]);
        (order.Status, order.Version, order.Total).ShouldBe(("Confirmed", 4, 39.98m));
    }

    [Fact]
    public async Task It_is_cancelled_when_the_provider_declines_more_than_ten_thousand()
    {
        var id = await installation.Orders.PostAsync("SKU-002", 1, 10_000.01m, Cancelled);

        var order = await installation.Orders.WaitForEndAsync(id, Limit, Cancelled);

        (order.Status, order.Version).ShouldBe(("Cancelled", 4));
        order.Reason.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public async Task It_is_rejected_when_six_are_wanted_of_five()
    {
        var id = await installation.Orders.PostAsync("LIMITED-EDITION", 6, 1, Cancelled);

        var order = await installation.Orders.WaitForEndAsync(id, Limit, Cancelled);

        (order.Status, order.Version).ShouldBe(("Rejected", 2));
        order.Reason.ShouldNotBeNull().ShouldContain("LIMITED-EDITION");
    }

    [Fact]
    public async Task It_is_rejected_when_nobody_sells_what_is_wanted()
    {
        var id = await installation.Orders.PostAsync("NO-SUCH-SKU", 1, 1, Cancelled);

        var order = await installation.Orders.WaitForEndAsync(id, Limit, Cancelled);

        order.Status.ShouldBe("Rejected");
        order.Reason.ShouldNotBeNull().ShouldContain("NO-SUCH-SKU");
    }

    [Fact]
    public async Task All_promises_hold_afterwards()
    {
        Guid[] ids =
        [
            await installation.Orders.PostAsync("SKU-003", 1, 1, Cancelled),
            await installation.Orders.PostAsync("SKU-003", 1, 20_000, Cancelled),
            await installation.Orders.PostAsync("LIMITED-EDITION", 6, 1, Cancelled),
        ];

        await installation.ShouldKeepItsPromisesAsync(ids, Cancelled);
    }
}
