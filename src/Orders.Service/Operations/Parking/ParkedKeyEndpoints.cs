using System.Globalization;
using System.Security.Claims;
using Messaging.Parking;
using Microsoft.AspNetCore.Http.HttpResults;
using Orders.Service.Http;
using Orders.Service.Http.Json;
using Orders.Service.Operations.Access;
using Orders.Service.Operations.OpenApi;
using Orders.Service.Operations.Paging;

namespace Orders.Service.Operations.Parking;

/// <summary>The endpoints of parked keys.</summary>
internal static class ParkedKeyEndpoints
{
    public static RouteGroupBuilder MapParkedKeys(this RouteGroupBuilder operations)
    {
        var keys = operations.MapGroup("/parked-keys");
        keys.MapGet("", ListAsync)
            .WithName("ListParkedKeys")
            .WithSummary("Lists the keys whose messages wait because one of them failed, the oldest first.")
            .ProducesValidationProblem()
            .WithParameters(
                ("sourceSystem", "kafka, rabbitmq or redis."), ("source", "The topic, queue or stream."), ("group", "The consumer group."), ("state", "What it waits for."),
                ("limit", "1-200, 50 by default."), ("after", "The next of the page before."))
            .WithExample(
                """
                {"items":[{"id":3,"sourceSystem":"kafka","source":"payments.events","group":"orders","key":"MDE5ODBhM2U=","keyText":"01980a3e","partition":null,"state":"Parked","reason":null,
                 "since":"2026-01-02T03:04:05Z","dueAt":"2026-01-02T03:04:15Z","messages":2,"attempts":4,"exceptionType":"System.TimeoutException","lastError":"..."}],"next":null}
                """);
        Map(keys, "release", "Lets a parked key go on, with all its redeliveries again.", (parked, id, token) => Done(parked.ReleaseAsync(id, token)));
        Map(keys, "hold", "Stops a parked key until it is released.", (parked, id, token) => Done(parked.HoldAsync(id, "Held by an operator.", token)));
        Map(keys, "skip", "Takes the first message of a parked key away; copies of it have no effect.", SkipAsync);
        return operations;
    }

    private static void Map(RouteGroupBuilder keys, string action, string summary, Func<IParkedKeys, long, CancellationToken, Task<(bool, Guid?)>> act) =>
        keys.MapPost($"/{{id:long}}/{action}", async Task<Results<Ok<ParkedKeyAnswer>, ProblemHttpResult>> (
                long id, ClaimsPrincipal user, IParkedKeys parked, CancellationToken cancellationToken) =>
            {
                var (found, messageId) = await act(parked.By(user.Actor()), id, cancellationToken);
                if (!found)
                    return TypedResults.Problem($"The key {id} is not parked, or has no message.", statusCode: StatusCodes.Status404NotFound, title: "No such parked key.");
                return TypedResults.Ok(new ParkedKeyAnswer(id, action, messageId));
            })
            .WithName($"{char.ToUpperInvariant(action[0])}{action[1..]}ParkedKey")
            .WithSummary(summary)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample($$"""{"id":3,"action":"{{action}}","messageId":null}""");

    private static async Task<(bool, Guid?)> Done(Task<bool> action) => (await action, null);

    private static async Task<(bool, Guid?)> SkipAsync(IParkedKeys parked, long id, CancellationToken cancellationToken) =>
        await parked.SkipAsync(id, cancellationToken) is { } message ? (true, message.MessageId) : (false, null);

    private static async Task<Results<Ok<Page<ParkedKeyItem>>, ProblemHttpResult>> ListAsync(HttpRequest request, IParkedKeys parked, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var query = new QueryReader(request.Query, errors);
        var state = query.OneOf("state", Enum.GetNames<ParkedKeyState>());
        var filter = new ParkedKeyFilter
        {
            SourceSystem = query.OneOf("sourceSystem", "kafka", "rabbitmq", "redis"),
            Source = query.Text("source"),
            Group = query.Text("group"),
            State = state is null ? null : Enum.Parse<ParkedKeyState>(state),
        };
        var (limit, after) = (query.Limit(), query.After<object>(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null));
        query.NothingElse();
        if (errors.Any)
            return Problems.Invalid(errors);
        var found = await parked.ListAsync(filter, limit + 1, (long?)after, cancellationToken);
        var next = found.Count > limit ? found[limit - 1].Id.ToString(CultureInfo.InvariantCulture) : null;
        return TypedResults.Ok(new Page<ParkedKeyItem>([.. found.Take(limit).Select(ParkedKeyItem.Of)], next));
    }
}
