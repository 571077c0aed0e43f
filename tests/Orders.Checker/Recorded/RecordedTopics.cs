namespace Orders.Checker.Recorded;

/// <summary>Everything in the topics, in the order of each partition, duplicates included.</summary>
public sealed record RecordedTopics(
    IReadOnlyList<RecordedOrderEvent> OrderEvents, IReadOnlyList<RecordedPaymentEvent> PaymentEvents, IReadOnlyList<TopicPosition> Unreadable);
