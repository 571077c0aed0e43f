using Orders.Service.Domain;

namespace Orders.Service.Http;

/// <summary>Changes an order and announces the change, in the transaction of the scope.</summary>
internal interface IOrderChanges
{
    Task SubmitAsync(Order order, CancellationToken cancellationToken);

    Task<bool> CancelAsync(Guid orderId, string reason, CancellationToken cancellationToken);
}
