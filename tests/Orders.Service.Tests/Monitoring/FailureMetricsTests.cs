using Messaging.Failures;
using Messaging.Testing;
using Orders.Service.Tests.Operations;

namespace Orders.Service.Tests.Monitoring;

public sealed class FailureMetricsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("3", 2, 0)]
    [InlineData("0", 0, 2)]
    // FLAKY fails while retries and redeliveries make less than two: two deliveries, each tried twice.
    [InlineData("1", 2, 1)]
    public async Task An_order_that_fails_twice_is_counted_as_it_is_tried_again(string retries, int retried, int redelivered)
    {
        await using var service = new OperationsService(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Failures:Immediate:Retries"] = retries, ["Failures:Redelivery:0"] = "00:00:00.100", ["Failures:Redelivery:1"] = "00:00:00.100",
        });
        await service.InitializeAsync();
        using var measured = new Measured(service.Services);
        var order = await service.PostOrderAsync("FLAKY");
        await Eventually.BecomesTrueAsync(async () => await service.StatusOfAsync(order) is "Confirmed", Patience, "the order was confirmed", Cancelled);

        Counted(measured, FailureMetrics.Retries).ShouldBe(retried);
        Counted(measured, FailureMetrics.Redeliveries).ShouldBe(redelivered);
    }

    private static double Counted(Measured measured, string counter) => measured.Sums(counter).GetValueOrDefault("messaging.destination.name=reserve-stock");
}
