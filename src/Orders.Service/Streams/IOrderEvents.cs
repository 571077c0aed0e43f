using Orders.Contracts;

namespace Orders.Service.Streams;

/// <summary>Announces changes of orders on the topic <c>orders.events</c>, in the transaction of the scope.</summary>
internal interface IOrderEvents
{
    /// <summary>Announces one change, keyed by the order's id. Called once per version, in their order.</summary>
    Task AnnounceAsync(OrderEvent change, CancellationToken cancellationToken);
}
