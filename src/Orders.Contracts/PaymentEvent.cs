namespace Orders.Contracts;

/// <summary>
/// What the payment provider did, on the Kafka topic <c>payments.events</c>, keyed by the order's id. <see cref="Type"/> decides; an unknown one is poison.
/// </summary>
/// <param name="Type">One of <see cref="PaymentEventTypes"/>.</param>
/// <param name="PaymentId">The payment; one per order.</param>
/// <param name="OrderId">The order.</param>
/// <param name="Amount">What was authorized, captured, declined or refunded.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Reason">Why it was declined or refunded.</param>
public sealed record PaymentEvent(string Type, Guid PaymentId, Guid OrderId, decimal Amount, DateTimeOffset At, string? Reason = null);
