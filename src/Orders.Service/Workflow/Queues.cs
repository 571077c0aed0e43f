namespace Orders.Service.Workflow;

/// <summary>The queues' names, which others rely on.</summary>
internal static class Queues
{
    public const string OrderState = "order-state";

    public const string ReserveStock = "reserve-stock";

    public const string RequestPayment = "request-payment";

    public const string Email = "email";

    /// <summary>Every change of every order, written down.</summary>
    public const string OrderAudit = "order-audit";

    /// <summary>Warnings and errors about orders.</summary>
    public const string OrderAlerts = "order-alerts";

    /// <summary>
    /// Queues whose every message is of one type, so that plain JSON that names no type can only be that.
    /// </summary>
    public static IReadOnlySet<string> OfOneMessage { get; } = new HashSet<string>(StringComparer.Ordinal) { ReserveStock, Email, OrderAudit, OrderAlerts };

    /// <summary>Queues whose consumers write nothing to the database: a message that comes twice is a line in the log twice.</summary>
    public static IReadOnlySet<string> WithoutInbox { get; } = new HashSet<string>(StringComparer.Ordinal) { OrderAudit, OrderAlerts };
}
