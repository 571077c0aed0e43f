using MassTransit;
using Microsoft.EntityFrameworkCore;
using Orders.Contracts;
using Orders.Service.Payments;
using Orders.Service.Persistence;

namespace Orders.Service.Consumers;

/// <summary>Has the order's total charged.</summary>
internal sealed partial class RequestPaymentConsumer(
    OrdersDbContext context, IPaymentProvider provider, ILogger<RequestPaymentConsumer> logger) : IConsumer<RequestPayment>
{
    public async Task Consume(ConsumeContext<RequestPayment> context)
    {
        var request = context.Message;

        // Saves charging and refunding where the order was cancelled while the command waited. Without a lock: a cancellation that
        // comes right after this is met by the refund.
        if (!await IsWantedAsync(request.OrderId, context.CancellationToken))
        {
            NothingToCharge(logger, request.OrderId);
            return;
        }

        await provider.ChargeAsync(request.OrderId, request.Amount, context.CancellationToken);
    }

    private Task<bool> IsWantedAsync(Guid orderId, CancellationToken cancellationToken) =>
        context.Orders.AnyAsync(order => order.Id == orderId && order.Status == OrderStatus.PaymentPending, cancellationToken);

    [LoggerMessage(1202, LogLevel.Information, "Nothing to charge: order {OrderId} waits for no payment.")]
    private static partial void NothingToCharge(ILogger logger, Guid orderId);
}
