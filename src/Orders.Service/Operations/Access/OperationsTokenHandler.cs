using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Orders.Service.Operations.Access;

/// <summary>
/// Knows whoever sends the operations token. It comes in a header that no browser adds by itself, so no foreign page can use it. The token is
/// shared: who acts is what the caller says in <see cref="ActorHeader"/>, for the audit.
/// </summary>
internal sealed class OperationsTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, OperationsToken token)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "operations";
    public const string Role = "operator";
    public const string ActorHeader = "X-Operator";

    private const string Prefix = "Bearer ";
    private const int LongestActor = 64;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.Length == 0)
            return Task.FromResult(AuthenticateResult.NoResult());
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || !token.Equals(header[Prefix.Length..].Trim()))
            return Task.FromResult(AuthenticateResult.Fail("This is not the operations token."));
        if (Actor() is not { } actor)
            return Task.FromResult(AuthenticateResult.Fail($"{ActorHeader} must have 1 to {LongestActor} visible ASCII characters."));
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, actor), new Claim(ClaimTypes.Role, Role)], SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName)));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var failure = (await HandleAuthenticateOnceSafeAsync()).Failure;
        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        await TypedResults.Problem(
            $"{failure?.Message ?? "No token was sent."} Send 'Authorization: Bearer <Operations:Token>'; the service prints the token at start when none is configured.",
            statusCode: StatusCodes.Status401Unauthorized,
            title: "Operations need the operations token.").ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        TypedResults.Problem(
            $"The caller is known, but has not the role '{Role}'.", statusCode: StatusCodes.Status403Forbidden, title: "Operations need the role of an operator.")
            .ExecuteAsync(Context);

    private string? Actor()
    {
        if (!Request.Headers.TryGetValue(ActorHeader, out var given))
            return Role;
        var actor = given.ToString();
        return actor.Length is >= 1 and <= LongestActor && actor.All(character => character is >= '!' and <= '~') ? actor : null;
    }
}
