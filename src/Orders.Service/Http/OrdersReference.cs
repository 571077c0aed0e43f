using Scalar.AspNetCore;

namespace Orders.Service.Http;

/// <summary>The description of the endpoints, for programs and for people.</summary>
internal static class OrdersReference
{
    /// <summary>Maps <c>/openapi/v1.json</c> and <c>/scalar</c>, which shows it and needs nothing from the internet.</summary>
    public static IEndpointRouteBuilder MapOrdersReference(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi();
        // Its script comes from the package; fonts, telemetry and assistants would come from elsewhere.
        endpoints.MapScalarApiReference(
            "/scalar", scalar => scalar.WithTitle("Orders").DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp());
        return endpoints;
    }
}
