using Orders.Service.Domain;
using Orders.Service.Http;

namespace Orders.Service.Tests.Http;

/// <summary>Changes orders, then waits at a <see cref="Gate"/> before the transaction commits.</summary>
internal sealed class GatedOrderChanges(RecordedOrderChanges changes, Gate gate) : IOrderChanges
{
    public async Task SubmitAsync(Order order, CancellationToken cancellationToken)
    {
        await changes.SubmitAsync(order, cancellationToken);
        await gate.PassAsync();
    }

    public async Task<bool> CancelAsync(Guid orderId, string reason, CancellationToken cancellationToken)
    {
        var cancelled = await changes.CancelAsync(orderId, reason, cancellationToken);
        await gate.PassAsync();
        return cancelled;
    }
}
