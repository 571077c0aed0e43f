namespace Orders.Service.Redis;

/// <summary>Names in Redis, which others rely on.</summary>
internal static class RedisNames
{
    /// <summary>The stream to which older systems add orders: <c>customerId</c>, <c>lines</c> (JSON), and optionally <c>key</c>.</summary>
    public const string Import = "orders.import";

    /// <summary>The group in which this service reads streams.</summary>
    public const string Group = "orders";

    /// <summary>The list to which anybody pushes tasks.</summary>
    public const string Tasks = "orders.tasks";

    /// <summary>The channel of status changes; at most once.</summary>
    public const string Status = "orders.status";
}
