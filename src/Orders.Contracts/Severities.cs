namespace Orders.Contracts;

/// <summary>The routing keys of the exchange <c>orders.severity</c>.</summary>
public static class Severities
{
    /// <summary>As it should be: an order is confirmed.</summary>
    public const string Info = "info";

    /// <summary>An order ended otherwise.</summary>
    public const string Warning = "warning";

    /// <summary>Money was taken for an order that is not delivered, and is being given back.</summary>
    public const string Error = "error";
}
