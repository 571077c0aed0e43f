using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Orders.Service.Domain;
using Orders.Service.Http.Json;
using Orders.Service.Persistence;

namespace Orders.Service.Http;

/// <summary><c>GET /orders</c>: newest first, page by page.</summary>
internal static class ListOrders
{
    public static async Task<Results<Ok<OrderPage>, ProblemHttpResult>> HandleAsync(
        HttpRequest request, OrdersDbContext context, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        if (ListOrdersQuery.Read(request.Query, errors) is not { } query)
            return Problems.Invalid(errors);

        // One more than asked for tells whether there is a next page.
        var found = await Filter(context.Orders.AsNoTracking(), query)
            .OrderByDescending(order => order.SubmittedAt)
            .ThenByDescending(order => order.Id)
            .Take(query.Limit + 1)
            .Select(order => new OrderSummary(
                order.Id, order.CustomerId, order.Status, order.Version, order.Total, order.Reason, order.SubmittedAt))
            .ToListAsync(cancellationToken);
        if (found.Count <= query.Limit)
            return TypedResults.Ok(new OrderPage(found, null));
        found.RemoveAt(query.Limit);
        return TypedResults.Ok(new OrderPage(found, new OrderCursor(found[^1].SubmittedAt, found[^1].OrderId).ToString()));
    }

    private static IQueryable<Order> Filter(IQueryable<Order> orders, ListOrdersQuery query)
    {
        if (query.Status is { } status)
            orders = orders.Where(order => order.Status == status);
        if (query.After is not { } after)
            return orders;
        var (at, id) = (after.SubmittedAt, after.Id);
        // The first condition says nothing new, but it is the one that an index can begin at.
        return orders.Where(order => order.SubmittedAt <= at && (order.SubmittedAt < at || order.Id.CompareTo(id) < 0));
    }
}
