namespace Orders.Checker.Recorded;

/// <summary>One record of <c>payments.events</c>.</summary>
public sealed record RecordedPaymentEvent(
    TopicPosition Position, string? MessageId, string? Key, Guid OrderId, Guid PaymentId, string Type, decimal Amount) : IRecorded;
