using Microsoft.EntityFrameworkCore;
using Orders.Service.Domain;
using Orders.Service.Http;
using Orders.Service.Persistence;

namespace Orders.Service.Tests.Http;

/// <summary>Changes orders without announcing it.</summary>
internal sealed class RecordedOrderChanges(OrdersDbContext context, TimeProvider time) : IOrderChanges
{
    public Task SubmitAsync(Order order, CancellationToken cancellationToken)
    {
        context.Add(order);
        return Task.CompletedTask;
    }

    public async Task<bool> CancelAsync(Guid orderId, string reason, CancellationToken cancellationToken)
    {
        var order = await context.Orders.SingleAsync(order => order.Id == orderId, cancellationToken);
        order.Cancel(reason, time.GetUtcNow());
        return true;
    }
}
