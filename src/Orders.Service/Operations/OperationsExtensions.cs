using Messaging.DeadLetters.Administration;
using Microsoft.AspNetCore.Authentication;
using Orders.Service.Http;
using Orders.Service.Operations.Access;
using Orders.Service.Operations.Auditing;
using Orders.Service.Operations.DeadLetters;

namespace Orders.Service.Operations;

/// <summary>Registers what <see cref="OperationsEndpoints.MapOperations"/> needs.</summary>
internal static class OperationsExtensions
{
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.AddOptions<OperationsOptions>().BindStrictly(OperationsOptions.Section).ValidateDataAnnotations();
        services.AddSingleton<OperationsToken>();
        services.AddScoped<IOrderBlocks, OrderBlocks>();
        services.AddScoped<IDeadLetterObserver, CancelDiscardedOrder>();
        services.AddHostedService<OperationsTokenAnnouncement>();
        services.AddAuthentication(OperationsTokenHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, OperationsTokenHandler>(OperationsTokenHandler.SchemeName, null);
        services.AddAuthorizationBuilder().AddPolicy(OperationsEndpoints.Policy, policy => policy.RequireRole(OperationsTokenHandler.Role));
        return services;
    }
}
