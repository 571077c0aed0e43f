using Messaging.Schedules;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Orders.Service.Operations.Schedules;

/// <summary><c>/schedules</c>: what is enqueued by the clock.</summary>
internal static class ScheduleEndpoints
{
    public static IEndpointRouteBuilder MapSchedules(this IEndpointRouteBuilder operations)
    {
        var group = operations.MapGroup("/schedules");
        group.MapGet("", async (IScheduleStore schedules, CancellationToken cancellationToken) => TypedResults.Ok(await schedules.ListAsync(cancellationToken)))
            .WithSummary("Every schedule, with its next and its last occurrence");
        group.MapPost("/{name}/pause", PauseAsync).WithSummary("Stops a schedule on all replicas until it is resumed");
        group.MapPost("/{name}/resume", ResumeAsync).WithSummary("Goes on with the next occurrence from now");
        group.MapPost("/{name}/run", RunAsync).WithSummary("Enqueues the task now, beside its occurrences");
        return operations;
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> PauseAsync(string name, IScheduleStore schedules, CancellationToken cancellationToken) =>
        await schedules.PauseAsync(name, cancellationToken) ? TypedResults.NoContent() : NoSuchSchedule(name);

    private static async Task<Results<NoContent, ProblemHttpResult>> ResumeAsync(string name, IScheduleStore schedules, CancellationToken cancellationToken) =>
        await schedules.ResumeAsync(name, cancellationToken) ? TypedResults.NoContent() : NoSuchSchedule(name);

    private static async Task<Results<Accepted<RunAnswer>, ProblemHttpResult>> RunAsync(string name, IScheduleStore schedules, CancellationToken cancellationToken) =>
        await schedules.RunAsync(name, cancellationToken) is { } task ? TypedResults.Accepted($"/ops/api/tasks/{task:D}", new RunAnswer(task)) : NoSuchSchedule(name);

    private static ProblemHttpResult NoSuchSchedule(string name) =>
        TypedResults.Problem($"There is no schedule '{name}'. GET /ops/api/schedules lists them.", statusCode: StatusCodes.Status404NotFound, title: "No such schedule.");
}
