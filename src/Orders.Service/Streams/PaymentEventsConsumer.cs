using MassTransit;
using Messaging.Kafka;
using Orders.Contracts;
using Orders.Service.Workflow;

namespace Orders.Service.Streams;

/// <summary>Turns what the payment provider says on <c>payments.events</c> into events of the workflow.</summary>
internal sealed class PaymentEventsConsumer : IConsumer<PaymentEvent>
{
    public Task Consume(ConsumeContext<PaymentEvent> context)
    {
        var payment = context.Message;
        return payment.Type switch
        {
            PaymentEventTypes.Captured => context.PublishInOrderAsync(
                payment.OrderId, new PaymentCaptured(payment.OrderId, payment.PaymentId, payment.Amount), context.CancellationToken),
            PaymentEventTypes.Declined => context.PublishInOrderAsync(
                payment.OrderId, new PaymentDeclined(payment.OrderId, payment.PaymentId, payment.Reason ?? ""), context.CancellationToken),
            PaymentEventTypes.Authorized or PaymentEventTypes.Refunded => Task.CompletedTask,
            // Nobody can say what it means, so it does not hold up what comes after it.
            _ => throw new PoisonRecordException(
                $"The message {context.MessageId} is a payment event of type '{payment.Type}', which is not known. Known ones are the constants of {nameof(PaymentEventTypes)}."),
        };
    }
}
