using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace Messaging.Testing;

/// <summary>The few calls of RabbitMQ's management API that tests need; starting rabbitmqctl takes a second of processor time instead.</summary>
internal sealed class RabbitMqManagement
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(20) };

    private readonly string _user;
    private readonly AuthenticationHeaderValue _credentials;

    public RabbitMqManagement(Uri address, Uri connectionString)
    {
        Address = address;
        var parts = connectionString.UserInfo is { Length: > 0 } info ? info.Split(':', 2) : ["guest", "guest"];
        _user = parts[0];
        var plain = Uri.UnescapeDataString(parts[0]) + ":" + Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? "");
        _credentials = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(plain)));
    }

    public Uri Address { get; }

    public async Task CreateVirtualHostAsync(string name, CancellationToken cancellationToken)
    {
        await PutAsync($"api/vhosts/{name}", new { description = "of a test" }, cancellationToken);
        await PutAsync($"api/permissions/{name}/{_user}", new { configure = ".*", write = ".*", read = ".*" }, cancellationToken);
    }

    private async Task PutAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(Address, path)) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = _credentials;
        using var response = await Http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
