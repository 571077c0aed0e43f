using System.Security.Claims;
using Messaging.Tasks;
using Microsoft.AspNetCore.Http.HttpResults;
using Orders.Service.Http;
using Orders.Service.Http.Json;
using Orders.Service.Operations.Access;
using Orders.Service.Operations.OpenApi;
using Orders.Service.Operations.Paging;

namespace Orders.Service.Operations.Tasks;

/// <summary><c>/tasks</c>: the tasks of all workers.</summary>
internal static class TaskEndpoints
{
    private const string Example =
        """
        {"id":"01a20522-4478-78fa-a508-bb8fb3b7ea26","task":"SendEmail",
         "queue":"email","state":"Succeeded","key":null,"attempts":1,"enqueuedAt":"2027-01-02T03:04:05Z",
         "dueAt":"2027-01-02T03:04:05Z","expiresAt":null,"startedAt":"2027-01-02T03:04:05.1Z","finishedAt":"2027-01-02T03:04:05.2Z",
         "worker":"orders-worker-1/1","error":null,"result":null,"traceId":null}
        """;

    public static IEndpointRouteBuilder MapTasks(this IEndpointRouteBuilder operations)
    {
        var group = operations.MapGroup("/tasks");
        group.MapGet("", ListAsync).WithSummary("Tasks, newest first").ProducesProblem(StatusCodes.Status400BadRequest)
            .WithParameters(
                ("state", "Queued, Scheduled, Started, Retrying, Succeeded, Failed or Revoked"), ("queue", "the queue's name"), ("task", "the name of the command's type"),
                ("limit", "1 to 200, 50 by default"), ("after", "the `next` of the page before"))
            .WithExample($$"""{"items":[{{Example}}],"next":null}""");
        group.MapGet("/{id:guid}", GetAsync).WithSummary("One task, with its result or error").WithExample(Example);
        group.MapPost("/{id:guid}/revoke", RevokeAsync).WithSummary("Has a task not run, or not run again; one that runs is not interrupted")
            .WithExample("""{"id":"01a20522-4478-78fa-a508-bb8fb3b7ea26","outcome":"Revoked"}""");
        return operations;
    }

    private static async Task<Results<Ok<Page<TaskItem>>, ProblemHttpResult>> ListAsync(HttpRequest request, ITaskStore tasks, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var query = new QueryReader(request.Query, errors);
        var state = query.OneOf("state", Enum.GetNames<TaskState>());
        var after = query.After(text => Guid.TryParseExact(text, "D", out var id) ? (object)id : null);
        var search = new TaskSearch(
            state is null ? null : Enum.Parse<TaskState>(state), query.Text("queue", 255), query.Text("task", 255), (Guid?)after, query.Limit() + 1);
        query.NothingElse();
        if (errors.Any)
            return Problems.Invalid(errors);
        var found = await tasks.ListAsync(search, cancellationToken);
        var items = found.Take(search.Limit - 1).Select(TaskItem.Of).ToList();
        return TypedResults.Ok(new Page<TaskItem>(items, found.Count == search.Limit ? items[^1].Id.ToString("D") : null));
    }

    private static async Task<Results<Ok<TaskItem>, ProblemHttpResult>> GetAsync(Guid id, ITaskStore tasks, CancellationToken cancellationToken) =>
        await tasks.FindAsync(id, cancellationToken) is { } task ? TypedResults.Ok(TaskItem.Of(task)) : NoSuchTask(id);

    private static async Task<Results<Ok<RevocationAnswer>, ProblemHttpResult>> RevokeAsync(
        Guid id, ClaimsPrincipal user, ITaskStore tasks, CancellationToken cancellationToken)
    {
        var outcome = await tasks.By(user.Actor()).RevokeAsync(id, $"by {user.Actor()}", cancellationToken);
        if (outcome is TaskRevocation.Unknown)
            return NoSuchTask(id);
        if (outcome is TaskRevocation.AlreadyEnded)
            return Problems.Conflict("The task has ended.", $"The task {id} had succeeded, failed or been revoked before; nothing changed.");
        return TypedResults.Ok(new RevocationAnswer(id, outcome));
    }

    private static ProblemHttpResult NoSuchTask(Guid id) =>
        TypedResults.Problem($"There is no task {id}; ended ones are kept for some days.", statusCode: StatusCodes.Status404NotFound, title: "No such task.");
}
