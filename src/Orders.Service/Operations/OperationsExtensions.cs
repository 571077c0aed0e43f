using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Orders.Service.Operations.Access;

namespace Orders.Service.Operations;

/// <summary>Registers what <see cref="OperationsEndpoints.MapOperations"/> needs.</summary>
internal static class OperationsExtensions
{
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.AddOptions<OperationsOptions>().BindConfiguration(OperationsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OperationsToken>();
        services.AddHostedService<OperationsTokenAnnouncement>();
        services.AddAuthentication(OperationsTokenHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, OperationsTokenHandler>(OperationsTokenHandler.SchemeName, null);
        services.AddAuthorizationBuilder().AddPolicy(OperationsEndpoints.Policy, policy => policy.RequireRole(OperationsTokenHandler.Role));
        return services;
    }
}
