namespace Orders.Service.Streams;

/// <summary>The topics' names, which others rely on.</summary>
internal static class Topics
{
    public const string OrderEvents = "orders.events";

    public const string PaymentEvents = "payments.events";

    /// <summary>The consumer group of the service.</summary>
    public const string Group = "orders";
}
