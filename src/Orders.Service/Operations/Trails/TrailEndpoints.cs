using Messaging.Trails;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Orders.Service.Http;
using Orders.Service.Operations.OpenApi;
using Orders.Service.Operations.Paging;
using Orders.Service.Persistence;

namespace Orders.Service.Operations.Trails;

/// <summary><c>GET /trail/{id}</c>: everything that the tables know of one order, message, conversation or trace, in the order of time.</summary>
internal static class TrailEndpoints
{
    private const int LongestId = 255;
    private const int MostOfAKind = 200;

    public static RouteGroupBuilder MapTrail(this RouteGroupBuilder operations)
    {
        operations.MapGet("/trail/{id}", FindAsync)
            .WithName("ShowTrail")
            .WithSummary("Every row about an order, message, conversation or trace id, in the order of time.")
            .ProducesValidationProblem()
            .WithExample(
                """
                {"items":[{"at":"2026-01-02T03:04:05Z","kind":"order","id":"01980a3e-5b7c-7d2f-9a41-6c0e2b8d4f12","facts":{"version":1,"status":"Submitted"}},
                 {"at":"2026-01-02T03:04:06Z","kind":"dead-letter","id":"01980a3e-5b7c-7d2f-9a41-6c0e2b8d4f10","facts":{"state":"Open","source":"reserve-stock"}}],"next":null}
                """);
        return operations;
    }

    private static async Task<Results<Ok<Page<TrailEntry>>, ProblemHttpResult>> FindAsync(
        string id, IMessageTrail trail, OrdersDbContext context, CancellationToken cancellationToken)
    {
        if (id.Length > LongestId || id.Any(char.IsControl) || id.Any(char.IsSurrogate))
            return Problems.Invalid("id", $"Must have 1 to {LongestId} characters, without control characters.");
        var found = new List<TrailEntry>(await trail.FindAsync(id, MostOfAKind, cancellationToken));
        if (Guid.TryParse(id, out var orderId))
            found.AddRange(await OfOrderAsync(context, orderId, cancellationToken));
        return TypedResults.Ok(new Page<TrailEntry>([.. found.OrderBy(entry => entry.At)], null));
    }

    private static async Task<IEnumerable<TrailEntry>> OfOrderAsync(OrdersDbContext context, Guid orderId, CancellationToken cancellationToken)
    {
        var history = await context.OrderHistory.AsNoTracking().Where(entry => entry.OrderId == orderId).ToListAsync(cancellationToken);
        var payments = await context.Payments.AsNoTracking().Where(payment => payment.OrderId == orderId).ToListAsync(cancellationToken);
        return
        [
            .. history.Select(entry => new TrailEntry(
                entry.At, "order", entry.OrderId.ToString("D"), new Dictionary<string, object?>(StringComparer.Ordinal) { ["version"] = entry.Version, ["status"] = entry.Status.ToString() })),
            .. payments.Select(payment => new TrailEntry(
                payment.At, "payment", payment.Id.ToString("D"), new Dictionary<string, object?>(StringComparer.Ordinal) { ["status"] = payment.Status.ToString(), ["amount"] = payment.Amount })),
        ];
    }
}
