using System.Net.Http.Json;
using System.Text.Json;
using Messaging.Testing;

namespace Orders.Acceptance.Support;

/// <summary>A customer.</summary>
/// <param name="address">Where the service is.</param>
/// <param name="route">What the service calls the collection of its orders.</param>
public sealed class OrdersClient(Uri address, string route = "orders")
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(15) };

    /// <summary>Posts an order of one line and returns its id; anything but 202 is an error.</summary>
    public async Task<Guid> PostAsync(string sku, int quantity, decimal unitPrice, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(sku, quantity, unitPrice, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        if ((int)response.StatusCode != 202)
            throw new HttpRequestException($"POST /{route} answered {(int)response.StatusCode}: {body}");
        return JsonDocument.Parse(body).RootElement.GetProperty("orderId").GetGuid();
    }

    /// <summary>Posts an order, and returns whatever comes back.</summary>
    public Task<HttpResponseMessage> SendAsync(string sku, int quantity, decimal unitPrice, CancellationToken cancellationToken) =>
        Http.PostAsJsonAsync(new Uri(address, route), new { customerId = "customer-1", lines = new[] { new { sku, quantity, unitPrice } } }, cancellationToken);

    public async Task<OrderView> GetAsync(Guid id, CancellationToken cancellationToken) =>
        await Http.GetFromJsonAsync<OrderView>(new Uri(address, $"{route}/{id}"), cancellationToken) ?? throw new HttpRequestException($"GET /{route}/{id} answered null");

    /// <summary>Waits for the order's end, and returns it as it is then.</summary>
    public async Task<OrderView> WaitForEndAsync(Guid id, TimeSpan timeout, CancellationToken cancellationToken)
    {
        OrderView? order = null;
        await Eventually.BecomesTrueAsync(async () => (order = await GetAsync(id, cancellationToken)).HasEnded, timeout, $"order {id} had ended", cancellationToken);
        return order!;
    }

    /// <summary>Asks for one of the health addresses.</summary>
    public Task<HttpResponseMessage> HealthAsync(string probe, CancellationToken cancellationToken) => Http.GetAsync(new Uri(address, $"health/{probe}"), cancellationToken);
}
