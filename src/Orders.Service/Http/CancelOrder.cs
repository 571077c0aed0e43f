using Microsoft.AspNetCore.Http.HttpResults;
using Orders.Contracts;
using Orders.Service.Domain;
using Orders.Service.Persistence;
using Orders.Service.Workflow;

namespace Orders.Service.Http;

/// <summary><c>POST /orders/{id}/cancel</c>.</summary>
internal static class CancelOrder
{
    public static async Task<Results<Accepted<OrderAccepted>, ProblemHttpResult>> HandleAsync(
        Guid id, OrdersDbContext context, OrderChanges changes, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        try
        {
            if (await changes.CancelAsync(id, "Cancelled by the customer.", cancellationToken))
            {
                await context.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }

            return TypedResults.Accepted($"/orders/{id}", new OrderAccepted(id, OrderStatus.Cancelled));
        }
        catch (OrderNotFoundException)
        {
            return Problems.NoSuchOrder(id);
        }
        catch (IllegalTransitionException exception)
        {
            return Problems.Conflict("The order can't be cancelled any more.", $"Order {id} is {exception.From}.");
        }
    }
}
