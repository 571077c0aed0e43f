using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Orders.Service.Persistence;

namespace Orders.Service.Http;

/// <summary><c>GET /orders/{id}</c>.</summary>
internal static class GetOrder
{
    public static async Task<Results<Ok<OrderDetails>, ProblemHttpResult>> HandleAsync(
        Guid id, OrdersDbContext context, IOrderBlocks blocks, CancellationToken cancellationToken)
    {
        var order = await context.Orders
            .AsNoTracking()
            .Include(order => order.History)
            .SingleOrDefaultAsync(order => order.Id == id, cancellationToken);
        return order is null ? Problems.NoSuchOrder(id) : TypedResults.Ok(OrderDetails.Of(order, await blocks.FindAsync(order, cancellationToken)));
    }
}
