using Microsoft.Extensions.Options;
using Orders.Contracts;
using Orders.Service.Domain;
using Orders.Service.Persistence;
using Orders.Service.Streams;
using Orders.Service.Workflow;

namespace Orders.Service.Payments;

/// <summary>
/// Plays the provider, in this process and in the caller's transaction: its row per order and its events are committed together.
/// </summary>
internal sealed partial class SimulatedPaymentProvider(
    OrdersDbContext context,
    OrderStore store,
    IPaymentEvents events,
    IOptionsMonitor<PaymentOptions> options,
    TimeProvider time,
    ILogger<SimulatedPaymentProvider> logger) : IPaymentProvider
{
    private SimulatedPaymentOptions Behaviour => options.CurrentValue.Simulated;

    public async Task ChargeAsync(Guid orderId, decimal amount, CancellationToken cancellationToken)
    {
        MaybeTimeOut();
        if (await store.LockPaymentAsync(orderId, cancellationToken) is { } earlier)
        {
            AlreadyAnswered(logger, orderId, earlier.Status);
            return;
        }

        var now = time.GetUtcNow().InMicroseconds();
        var declined = amount > Behaviour.DeclineAbove;
        var payment = new Payment(
            orderId, Guid.CreateVersion7(now), amount, declined ? PaymentStatus.Declined : PaymentStatus.Captured, now);
        context.Payments.Add(payment);
        if (declined)
        {
            var reason = $"The provider declines totals above {Behaviour.DeclineAbove:0.00}.";
            await EmitAsync(payment, PaymentEventTypes.Declined, reason, cancellationToken);
            return;
        }

        await EmitAsync(payment, PaymentEventTypes.Authorized, null, cancellationToken);
        await EmitAsync(payment, PaymentEventTypes.Captured, null, cancellationToken);
    }

    public async Task RefundAsync(Guid orderId, string reason, CancellationToken cancellationToken)
    {
        MaybeTimeOut();
        var payment = await store.LockPaymentAsync(orderId, cancellationToken);
        if (payment is null || !payment.Refund(time.GetUtcNow().InMicroseconds()))
        {
            NothingToRefund(logger, orderId);
            return;
        }

        await EmitAsync(payment, PaymentEventTypes.Refunded, reason, cancellationToken);
    }

    private Task EmitAsync(Payment payment, string type, string? reason, CancellationToken cancellationToken) =>
        events.EmitAsync(
            new PaymentEvent(type, payment.Id, payment.OrderId, payment.Amount, payment.At, reason), Behaviour.Latency, cancellationToken);

    private void MaybeTimeOut()
    {
        // Not a secret, only a coin to toss.
#pragma warning disable CA5394
        if (Random.Shared.NextDouble() < Behaviour.FailureRate)
#pragma warning restore CA5394
            throw new TimeoutException("The payment provider did not answer (Payments:Simulated:FailureRate).");
    }

    [LoggerMessage(1301, LogLevel.Information, "The payment of order {OrderId} was requested again; it is {Status} already.")]
    private static partial void AlreadyAnswered(ILogger logger, Guid orderId, PaymentStatus status);

    [LoggerMessage(1302, LogLevel.Information, "Nothing is left to refund for order {OrderId}.")]
    private static partial void NothingToRefund(ILogger logger, Guid orderId);
}
