using Orders.Contracts;

namespace Orders.Service.Streams;

/// <summary>Writes to the topic <c>payments.events</c> as the payment provider does, in the transaction of the scope.</summary>
internal interface IPaymentEvents
{
    /// <summary>Emits one event, keyed by the order's id, once <paramref name="delay"/> has passed after the commit.</summary>
    Task EmitAsync(PaymentEvent paymentEvent, TimeSpan delay, CancellationToken cancellationToken);
}
