using System.Security.Claims;

namespace Orders.Service.Operations.Access;

/// <summary>Who acts.</summary>
internal static class ActorExtensions
{
    /// <summary>The name that the audit keeps.</summary>
    public static string Actor(this ClaimsPrincipal user) => user.Identity?.Name ?? OperationsTokenHandler.Role;
}
