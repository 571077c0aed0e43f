using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Orders.Service.Http;
using Orders.Service.Http.Json;
using Orders.Service.Operations.Access;
using Orders.Service.Operations.OpenApi;
using Orders.Service.Simulation;

namespace Orders.Service.Operations.Simulation;

/// <summary><c>PUT /simulation/broken</c> with <c>true</c> or <c>false</c>; 404 where the demonstration does not run.</summary>
internal static class SimulationEndpoints
{
    private const int LargestBody = 64;

    public static RouteGroupBuilder MapSimulation(this RouteGroupBuilder operations)
    {
        operations.MapPut("/simulation/broken", SwitchAsync)
            .WithName("SwitchBroken")
            .WithSummary("Repairs the SKU BROKEN with false, breaks it with true. For demonstrations.")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithBody("false", required: true)
            .WithExample("""{"broken":false}""");
        return operations;
    }

    private static async Task<Results<Ok<SimulationAnswer>, ProblemHttpResult>> SwitchAsync(
        HttpRequest request, ClaimsPrincipal user, IEnumerable<SimulationSwitch> demonstration, CancellationToken cancellationToken)
    {
        if (demonstration.FirstOrDefault() is not { } simulation)
            return TypedResults.Problem("Set Simulation__Enabled=true to run it outside Development.", statusCode: StatusCodes.Status404NotFound, title: "The demonstration does not run here.");
        using var body = await StrictJsonBody.ReadAsync(request, LargestBody, cancellationToken);
        if (body.Problem is { } problem)
            return problem;
        if (body.Root.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            return Problems.Invalid(StrictJsonBody.WholeBody, "Must be true or false.");
        var broken = body.Root.GetBoolean();
        await simulation.SetAsync(user.Actor(), broken, cancellationToken);
        return TypedResults.Ok(new SimulationAnswer(broken));
    }
}
