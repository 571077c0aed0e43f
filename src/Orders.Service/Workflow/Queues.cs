namespace Orders.Service.Workflow;

/// <summary>The queues' names, which others rely on.</summary>
internal static class Queues
{
    public const string OrderState = "order-state";

    public const string ReserveStock = "reserve-stock";

    public const string RequestPayment = "request-payment";

    public const string Email = "email";

    /// <summary>
    /// Queues whose every message is of one type, so that plain JSON that names no type can only be that.
    /// </summary>
    public static IReadOnlySet<string> OfOneMessage { get; } = new HashSet<string>(StringComparer.Ordinal) { ReserveStock, Email };
}
