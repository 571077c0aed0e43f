namespace Orders.Contracts;

/// <summary>The payment provider did not answer in time (<c>Payments:Timeout</c>).</summary>
public sealed record PaymentTimedOut(Guid OrderId);
