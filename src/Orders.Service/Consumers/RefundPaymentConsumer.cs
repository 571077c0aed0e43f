using MassTransit;
using Orders.Contracts;
using Orders.Service.Payments;

namespace Orders.Service.Consumers;

/// <summary>Has what was captured given back.</summary>
internal sealed class RefundPaymentConsumer(IPaymentProvider provider) : IConsumer<RefundPayment>
{
    public Task Consume(ConsumeContext<RefundPayment> context) =>
        provider.RefundAsync(context.Message.OrderId, context.Message.Reason, context.CancellationToken);
}
