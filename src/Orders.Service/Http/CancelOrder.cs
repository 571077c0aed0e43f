using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Orders.Contracts;
using Orders.Service.Domain;
using Orders.Service.Persistence;

namespace Orders.Service.Http;

/// <summary><c>POST /orders/{id}/cancel</c>.</summary>
internal static class CancelOrder
{
    public static async Task<Results<Accepted<OrderAccepted>, ProblemHttpResult>> HandleAsync(
        Guid id, OrdersDbContext context, IOrderChanges changes, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var status = await context.Orders
            .Where(order => order.Id == id)
            .Select(order => (OrderStatus?)order.Status)
            .SingleOrDefaultAsync(cancellationToken);
        switch (status)
        {
            case null:
                return Problems.NoSuchOrder(id);
            case OrderStatus.Cancelled:
                return Cancelled(id);
            case OrderStatus.Confirmed or OrderStatus.Rejected:
                return TooLate(id, status.Value);
        }

        try
        {
            await changes.CancelAsync(id, "Cancelled by the customer.", cancellationToken);
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Cancelled(id);
        }
        catch (IllegalTransitionException exception)
        {
            // The workflow was faster than this request.
            return exception.From is OrderStatus.Cancelled ? Cancelled(id) : TooLate(id, exception.From);
        }
    }

    private static Accepted<OrderAccepted> Cancelled(Guid id) =>
        TypedResults.Accepted($"/orders/{id}", new OrderAccepted(id, OrderStatus.Cancelled));

    private static ProblemHttpResult TooLate(Guid id, OrderStatus status) =>
        Problems.Conflict("The order can't be cancelled any more.", $"Order {id} is {status}.");
}
