namespace Orders.Service.Exchanges;

/// <summary>The exchanges' names and kinds, which others rely on. Their messages are plain JSON.</summary>
internal static class ExchangeNames
{
    /// <summary>Topic: every change of an order, with the key <c>orders.STATUS</c> in lower case.</summary>
    public const string Topic = "orders.topic";

    /// <summary>Direct: alerts, with their severity as the key.</summary>
    public const string Severity = "orders.severity";

    /// <summary>Fan-out: every change of an order, to every replica. The broker feeds it from <see cref="Topic"/>.</summary>
    public const string Announcements = "orders.announcements";

    /// <summary>Whatever is about orders, however deep. <c>orders.*</c> would not match <c>orders.a.b</c>.</summary>
    public const string EveryChange = "orders.#";
}
