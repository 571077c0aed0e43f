using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Orders.Service.Monitoring;

/// <summary>The endpoints of the probes.</summary>
internal static class HealthEndpoints
{
    public const string Live = "/health/live";
    public const string Startup = "/health/startup";
    public const string Ready = "/health/ready";

    /// <summary>Maps <c>/health/live</c>, <c>/health/startup</c> and <c>/health/ready</c>; open to everyone.</summary>
    public static IEndpointRouteBuilder MapOrdersHealth(this IEndpointRouteBuilder endpoints)
    {
        // Neither looks at what the process depends on: a restart does not bring a database back.
        Map(endpoints, Live, _ => false);
        Map(endpoints, Startup, _ => false);
        Map(endpoints, Ready, check => check.Tags.Contains(HealthTags.Ready) && !check.Tags.Contains(HealthTags.MassTransit));
        return endpoints;
    }

    private static void Map(IEndpointRouteBuilder endpoints, string path, Func<HealthCheckRegistration, bool> predicate) =>
        endpoints
            .MapHealthChecks(path, new HealthCheckOptions
            {
                Predicate = predicate,
                ResponseWriter = HealthAnswer.WriteAsync,
                ResultStatusCodes =
                {
                    [HealthStatus.Healthy] = StatusCodes.Status200OK,
                    [HealthStatus.Degraded] = StatusCodes.Status200OK,
                    [HealthStatus.Unhealthy] = StatusCodes.Status503ServiceUnavailable,
                },
            })
            .AllowAnonymous();
}
