using System.Globalization;
using Messaging.Auditing;
using Microsoft.AspNetCore.Http.HttpResults;
using Orders.Service.Http;
using Orders.Service.Http.Json;
using Orders.Service.Operations.OpenApi;
using Orders.Service.Operations.Paging;

namespace Orders.Service.Operations.Auditing;

/// <summary><c>GET /audit</c>: the newest first.</summary>
internal static class AuditEndpoints
{
    public static RouteGroupBuilder MapAudit(this RouteGroupBuilder operations)
    {
        operations.MapGet("/audit", ListAsync)
            .WithName("ListAudit")
            .WithSummary("Who did what, the newest first.")
            .ProducesValidationProblem()
            .WithParameters(("actor", "Who did it."), ("subjectType", "dead-letter, parked-key, simulation..."), ("subjectId", "Which one."), ("limit", "1-200, 50 by default."), ("after", "The next of the page before."))
            .WithExample(
                """
                {"items":[{"id":7,"at":"2026-01-02T03:04:05.678901Z","actor":"ada","action":"replay","subjectType":"dead-letter","subjectId":"01980a3e-5b7c-7d2f-9a41-6c0e2b8d4f10",
                 "reason":"The SKU is repaired.","details":{"destination":"queue:reserve-stock"},"traceId":"0af7651916cd43dd8448eb211c80319c"}],"next":null}
                """);
        return operations;
    }

    private static async Task<Results<Ok<Page<AuditItem>>, ProblemHttpResult>> ListAsync(HttpRequest request, IAuditTrail audit, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var query = new QueryReader(request.Query, errors);
        var filter = new AuditFilter(query.Text("actor"), query.Text("subjectType"), query.Text("subjectId"));
        var (limit, after) = (query.Limit(), query.After(Number));
        query.NothingElse();
        if (errors.Any)
            return Problems.Invalid(errors);
        var found = await audit.ListAsync(filter, (long?)after, limit + 1, cancellationToken);
        var next = found.Count > limit ? found[limit - 1].Id.ToString(CultureInfo.InvariantCulture) : null;
        return TypedResults.Ok(new Page<AuditItem>([.. found.Take(limit).Select(AuditItem.Of)], next));
    }

    private static object? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
