using Orders.Service.Domain;
using Orders.Service.Http;

namespace Orders.Service.Tests.Http;

/// <summary>Stands in where there are no dead letters to look at.</summary>
internal sealed class NothingBlocks : IOrderBlocks
{
    public Task<Guid?> FindAsync(Order order, CancellationToken cancellationToken) => Task.FromResult<Guid?>(null);
}
