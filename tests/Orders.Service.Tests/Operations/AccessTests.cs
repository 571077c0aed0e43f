using System.Net;
using Orders.Service.Tests.Http;

namespace Orders.Service.Tests.Operations;

public sealed class AccessTests(OperationsService service) : IClassFixture<OperationsService>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("dead-letters")]
    [InlineData("audit")]
    [InlineData("outbox")]
    [InlineData("parked-keys")]
    [InlineData("trail/1")]
    public async Task Without_a_token_nothing_is_shown(string path)
    {
        using var response = await service.Anybody.GetAsync($"/ops/api/{path}", Cancelled);

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        ((string)problem["detail"]!).ShouldContain("Operations:Token");
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("the-token-of-operation")]
    [InlineData("the-token-of-operations2")]
    [InlineData("THE-TOKEN-OF-OPERATIONS")]
    public async Task With_a_wrong_token_nothing_is_shown_or_done(string token)
    {
        var id = await service.AddAsync();

        using var read = await service.SendAsync(HttpMethod.Get, "dead-letters", token: token);
        using var act = await service.SendAsync(HttpMethod.Post, $"dead-letters/{id}/discard", token: token);

        await read.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        await act.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        ((string)(await service.JsonAsync(HttpMethod.Get, $"dead-letters/{id}"))["state"]!).ShouldBe("Open");
    }

    [Fact]
    public async Task Orders_and_probes_stay_open()
    {
        using var orders = await service.Anybody.GetAsync(new Uri("/orders", UriKind.Relative), Cancelled);
        using var live = await service.Anybody.GetAsync(new Uri("/health/live", UriKind.Relative), Cancelled);

        orders.StatusCode.ShouldBe(HttpStatusCode.OK);
        live.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_name_that_the_audit_could_not_show_is_refused()
    {
        using var response = await service.SendAsync(HttpMethod.Get, "audit", actor: "a b");

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Every_operation_is_described_with_an_example()
    {
        var document = System.Text.Json.Nodes.JsonNode.Parse(await service.Anybody.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Cancelled))!;
        var operations = document["paths"]!.AsObject().Where(path => path.Key.StartsWith("/ops/api", StringComparison.Ordinal))
            .SelectMany(path => path.Value!.AsObject().Select(method => (Name: $"{method.Key} {path.Key}", Operation: method.Value!))).ToList();

        foreach (var name in new[]
        {
            "get /ops/api/dead-letters", "get /ops/api/dead-letters/groups", "get /ops/api/dead-letters/{id}", "post /ops/api/dead-letters/{id}/replay",
            "post /ops/api/dead-letters/replay", "post /ops/api/dead-letters/{id}/discard", "post /ops/api/dead-letters/{id}/notes", "get /ops/api/outbox", "get /ops/api/audit",
            "get /ops/api/trail/{id}", "get /ops/api/parked-keys", "post /ops/api/parked-keys/{id}/release", "put /ops/api/simulation/broken",
        })
        {
            var operation = operations.Single(candidate => candidate.Name == name).Operation;
            operation["summary"].ShouldNotBeNull(name);
            operation["responses"]!["401"].ShouldNotBeNull(name);
            if (name != "get /ops/api/dead-letters/{id}")
                operation["responses"]!["200"]!["content"]!["application/json"]!["example"].ShouldNotBeNull(name);
        }
    }
}
