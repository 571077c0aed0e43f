using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Orders.Acceptance.Support;

/// <summary>Somebody on call.</summary>
public sealed class OperationsClient(Uri address)
{
    /// <summary>The token with which <see cref="ServiceProcess"/> starts the service.</summary>
    public const string Token = "acceptance-operations-token";

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(60) };

    public Task<JsonObject> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, null, cancellationToken);

    public Task<JsonObject> PostAsync(string path, string? body, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, body, cancellationToken);

    public Task<JsonObject> PutAsync(string path, string body, CancellationToken cancellationToken) => SendAsync(HttpMethod.Put, path, body, cancellationToken);

    /// <summary>Sends, and expects to be served.</summary>
    private async Task<JsonObject> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, $"ops/api/{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        request.Headers.Add("X-Operator", "ada");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text)!.AsObject()
            : throw new HttpRequestException($"{method} /ops/api/{path} answered {(int)response.StatusCode}: {text}");
    }
}
