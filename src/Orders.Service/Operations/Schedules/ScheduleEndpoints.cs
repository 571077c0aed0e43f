using System.Security.Claims;
using Messaging.Schedules;
using Microsoft.AspNetCore.Http.HttpResults;
using Orders.Service.Operations.Access;
using Orders.Service.Operations.OpenApi;

namespace Orders.Service.Operations.Schedules;

/// <summary><c>/schedules</c>: what is enqueued by the clock.</summary>
internal static class ScheduleEndpoints
{
    public static IEndpointRouteBuilder MapSchedules(this IEndpointRouteBuilder operations)
    {
        var group = operations.MapGroup("/schedules");
        group.MapGet("", async (IScheduleStore schedules, CancellationToken cancellationToken) => TypedResults.Ok(await schedules.ListAsync(cancellationToken)))
            .WithSummary("Every schedule, with its next and its last occurrence")
            .WithExample(
                """
                [{"name":"daily-report","timing":"0 9 * * *","timeZone":"UTC","task":"ReportDay","missed":"RunOnce","paused":false,"nextAt":"2027-01-03T09:00:00Z",
                  "lastPlannedAt":"2027-01-02T09:00:00Z","lastFiredAt":"2027-01-02T09:00:00.4Z","lastTaskId":"01a20522-4478-78fa-a508-bb8fb3b7ea26"}]
                """);
        group.MapPost("/{name}/pause", PauseAsync).WithSummary("Stops a schedule on all replicas until it is resumed");
        group.MapPost("/{name}/resume", ResumeAsync).WithSummary("Goes on with the next occurrence from now");
        group.MapPost("/{name}/run", RunAsync).WithSummary("Enqueues the task now, beside its occurrences");
        return operations;
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> PauseAsync(string name, ClaimsPrincipal user, IScheduleStore schedules, CancellationToken cancellationToken) =>
        await schedules.By(user.Actor()).PauseAsync(name, cancellationToken) ? TypedResults.NoContent() : NoSuchSchedule(name);

    private static async Task<Results<NoContent, ProblemHttpResult>> ResumeAsync(string name, ClaimsPrincipal user, IScheduleStore schedules, CancellationToken cancellationToken) =>
        await schedules.By(user.Actor()).ResumeAsync(name, cancellationToken) ? TypedResults.NoContent() : NoSuchSchedule(name);

    private static async Task<Results<Accepted<RunAnswer>, ProblemHttpResult>> RunAsync(
        string name, ClaimsPrincipal user, IScheduleStore schedules, CancellationToken cancellationToken) =>
        await schedules.By(user.Actor()).RunAsync(name, cancellationToken) is { } task
            ? TypedResults.Accepted($"/ops/api/tasks/{task:D}", new RunAnswer(task))
            : NoSuchSchedule(name);

    private static ProblemHttpResult NoSuchSchedule(string name) =>
        TypedResults.Problem($"There is no schedule '{name}'. GET /ops/api/schedules lists them.", statusCode: StatusCodes.Status404NotFound, title: "No such schedule.");
}
