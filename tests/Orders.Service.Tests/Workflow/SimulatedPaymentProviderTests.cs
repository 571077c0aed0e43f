using Microsoft.Extensions.DependencyInjection;
using Orders.Contracts;
using Orders.Service.Payments;

namespace Orders.Service.Tests.Workflow;

public class SimulatedPaymentProviderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_arrives_twice_charges_once()
    {
        await using var fixture = await WorkflowFixture.StartAsync(withConsumers: false);
        var id = Guid.NewGuid();

        await ChargeAsync(fixture, id, 10_000m);
        await ChargeAsync(fixture, id, 10_000m);

        fixture.Events.Payments.Select(payment => (payment.Type, payment.OrderId, payment.Amount)).ShouldBe(
            [(PaymentEventTypes.Authorized, id, 10_000m), (PaymentEventTypes.Captured, id, 10_000m)]);
    }

    [Fact]
    public async Task A_total_above_the_limit_is_declined_and_there_is_nothing_to_refund()
    {
        await using var fixture = await WorkflowFixture.StartAsync(withConsumers: false);
        var id = Guid.NewGuid();

        await ChargeAsync(fixture, id, 10_000.01m);
        await RefundAsync(fixture, id);

        fixture.Events.Payments.ShouldHaveSingleItem().Type.ShouldBe(PaymentEventTypes.Declined);
    }

    [Fact]
    public async Task A_refund_without_a_payment_does_nothing()
    {
        await using var fixture = await WorkflowFixture.StartAsync(withConsumers: false);

        await RefundAsync(fixture, Guid.NewGuid());

        fixture.Events.Payments.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_has_done_nothing()
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Payments:Simulated:FailureRate"] = "1" };
        await using var fixture = await WorkflowFixture.StartAsync(withConsumers: false, settings);

        await Should.ThrowAsync<TimeoutException>(() => ChargeAsync(fixture, Guid.NewGuid(), 1m));

        fixture.Events.Payments.ShouldBeEmpty();
    }

    private static Task ChargeAsync(WorkflowFixture fixture, Guid id, decimal amount) => fixture.ChangeAsync(services =>
        services.GetRequiredService<IPaymentProvider>().ChargeAsync(id, amount, Cancellation));

    private static Task RefundAsync(WorkflowFixture fixture, Guid id) => fixture.ChangeAsync(services =>
        services.GetRequiredService<IPaymentProvider>().RefundAsync(id, "not delivered", Cancellation));
}
