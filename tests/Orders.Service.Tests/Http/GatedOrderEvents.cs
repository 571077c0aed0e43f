using Orders.Contracts;
using Orders.Service.Streams;

namespace Orders.Service.Tests.Http;

/// <summary>Announces nothing, but waits at a <see cref="Gate"/>: in the middle of the transaction of a change.</summary>
internal sealed class GatedOrderEvents(Gate gate) : IOrderEvents
{
    public Task AnnounceAsync(OrderEvent change, CancellationToken cancellationToken) => gate.PassAsync();
}
