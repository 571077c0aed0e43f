using Orders.Service.Consumers;

namespace Orders.Service.Workflow;

/// <summary>The queues' names, which others rely on.</summary>
internal static class Queues
{
    public const string OrderState = "order-state";

    public const string ReserveStock = "reserve-stock";

    public const string RequestPayment = "request-payment";

    public const string Email = "email";

    public const string Data = "data";

    /// <summary>What the schedules enqueue.</summary>
    public const string Maintenance = "maintenance";

    /// <summary>Every change of every order, written down.</summary>
    public const string OrderAudit = "order-audit";

    /// <summary>Warnings and errors about orders.</summary>
    public const string OrderAlerts = "order-alerts";

    /// <summary>
    /// Queues whose every message is of one type, so that plain JSON that names no type can only be that.
    /// </summary>
    public static IReadOnlySet<string> OfOneMessage { get; } = new HashSet<string>(StringComparer.Ordinal) { ReserveStock, Email, Data, OrderAudit, OrderAlerts };

    /// <summary>Queues whose consumers write nothing to the database: a message that comes twice is a line in the log twice.</summary>
    public static IReadOnlySet<string> WithoutInbox { get; } = new HashSet<string>(StringComparer.Ordinal) { OrderAudit, OrderAlerts };

    /// <summary>Queues of tasks: with attempts, count-down and a state of each.</summary>
    public static IReadOnlySet<string> OfTasks { get; } = new HashSet<string>(StringComparer.Ordinal) { Email, Data, Maintenance };

    /// <summary>Every queue, and what a worker can be asked to consume: that of the workflow, then those which the definitions of consumers name.</summary>
    public static IReadOnlyList<string> All { get; } = [OrderState, .. ConsumersExtensions.Queues];
}
