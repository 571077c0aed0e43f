using Orders.Service.Operations.Auditing;
using Orders.Service.Operations.Backlog;
using Orders.Service.Operations.DeadLetters;
using Orders.Service.Operations.Parking;
using Orders.Service.Operations.Schedules;
using Orders.Service.Operations.Simulation;
using Orders.Service.Operations.Tasks;
using Orders.Service.Operations.Trails;
using Orders.Service.Operations.Watching;

namespace Orders.Service.Operations;

/// <summary>The API of the people on call.</summary>
internal static class OperationsEndpoints
{
    /// <summary>Who may call it.</summary>
    public const string Policy = "operations";

    /// <summary>Maps <c>/ops/api</c>. Every endpoint below it needs the operations token and may end in these problems.</summary>
    public static IEndpointRouteBuilder MapOperations(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGroup("/ops/api")
            .WithTags("Operations")
            .RequireAuthorization(Policy)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .MapDeadLetters()
            .MapParkedKeys()
            .MapOutbox()
            .MapTrail()
            .MapAudit()
            .MapSimulation()
            .MapTasks()
            .MapSchedules()
            .MapQueues();
        return endpoints;
    }
}
