namespace Orders.Service.Payments;

/// <summary>Who charges customers. What became of a request arrives later, on the topic <c>payments.events</c>.</summary>
internal interface IPaymentProvider
{
    /// <summary>Charges the order, once, however often it is asked.</summary>
    /// <exception cref="TimeoutException">The provider did not answer; nothing happened, and asking again is safe.</exception>
    Task ChargeAsync(Guid orderId, decimal amount, CancellationToken cancellationToken);

    /// <summary>Gives back what was captured for the order, once; does nothing where nothing was captured.</summary>
    /// <exception cref="TimeoutException">The provider did not answer; nothing happened, and asking again is safe.</exception>
    Task RefundAsync(Guid orderId, string reason, CancellationToken cancellationToken);
}
