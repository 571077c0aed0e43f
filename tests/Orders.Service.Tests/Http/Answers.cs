using System.Net;
using System.Text.Json.Nodes;

namespace Orders.Service.Tests.Http;

/// <summary>Reads answers as a stranger would: exact names, nothing ignored.</summary>
internal static class Answers
{
    public static async Task<JsonObject> JsonAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.TextAsync())!.AsObject();

    public static Task<string> TextAsync(this HttpResponseMessage response) =>
        response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    public static IEnumerable<string> Names(this JsonNode node) => node.AsObject().Select(member => member.Key);

    /// <summary>Expects a problem of RFC 9457 that gives nothing of the machinery away.</summary>
    public static async Task<JsonObject> ShouldBeProblemAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        response.StatusCode.ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await response.JsonAsync();
        ((int)problem["status"]!).ShouldBe((int)status);
        ((string)problem["title"]!).ShouldNotBeNullOrWhiteSpace();
        problem.ToJsonString().ShouldNotContain("Exception");
        return problem;
    }
}
