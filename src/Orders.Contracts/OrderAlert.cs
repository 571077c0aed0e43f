namespace Orders.Contracts;

/// <summary>
/// What somebody may want to know about an order, on the exchange <c>orders.severity</c>, whose routing key is the severity.
/// </summary>
/// <param name="OrderId">The order.</param>
/// <param name="Severity">One of <see cref="Severities"/>.</param>
/// <param name="Text">What happened, for people.</param>
/// <param name="At">When, UTC.</param>
public sealed record OrderAlert(Guid OrderId, string Severity, string Text, DateTimeOffset At);
