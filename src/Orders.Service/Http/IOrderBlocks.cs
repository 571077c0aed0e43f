using Orders.Service.Domain;

namespace Orders.Service.Http;

/// <summary>Says what an order waits for that won't come by itself.</summary>
internal interface IOrderBlocks
{
    /// <summary>The dead letter that holds up an open order; <see langword="null"/>: nothing does.</summary>
    Task<Guid?> FindAsync(Order order, CancellationToken cancellationToken);
}
