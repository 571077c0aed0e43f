using Messaging.Outbox;
using Microsoft.AspNetCore.Http.HttpResults;
using Orders.Service.Http;
using Orders.Service.Http.Json;
using Orders.Service.Operations.OpenApi;
using Orders.Service.Operations.Paging;

namespace Orders.Service.Operations.Backlog;

/// <summary><c>GET /outbox</c>.</summary>
internal static class OutboxEndpoints
{
    public static RouteGroupBuilder MapOutbox(this RouteGroupBuilder operations)
    {
        operations.MapGet("/outbox", LookAsync)
            .WithName("ShowOutbox")
            .WithSummary("What waits in the outbox, and which messages are stuck.")
            .ProducesValidationProblem()
            .WithParameters(("limit", "How many stuck messages: 1-200, 50 by default."))
            .WithExample(
                """
                {"pending":3,"oldestSeconds":12.5,"stuck":[{"id":42,"messageId":"01980a3e-5b7c-7d2f-9a41-6c0e2b8d4f10","destination":"queue:nowhere","messageType":"urn:message:Orders.Contracts:SendEmail",
                 "orderingKey":null,"attempts":2,"lastError":"MassTransit.MessageReturnedException: ...","firstFailedAt":"2026-01-02T03:04:05Z","dueAt":"2026-01-02T03:04:09Z"}]}
                """);
        return operations;
    }

    private static async Task<Results<Ok<OutboxAnswer>, ProblemHttpResult>> LookAsync(HttpRequest request, IOutboxBacklog outbox, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var query = new QueryReader(request.Query, errors);
        var limit = query.Limit();
        query.NothingElse();
        if (errors.Any)
            return Problems.Invalid(errors);
        var seen = await outbox.LookAsync(limit, cancellationToken);
        return TypedResults.Ok(new OutboxAnswer(seen.Pending, Math.Round(seen.OldestAge.TotalSeconds, 3), seen.Stuck));
    }
}
