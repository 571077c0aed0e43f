using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Messaging.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace Orders.Service.Tests.Operations;

/// <summary>The queue of reservations ordered by configuration, on RabbitMQ and PostgreSQL: a failure parks its order's key and no other.</summary>
public sealed class OrderedEndpointTests : IAsyncLifetime
{
    private const string Token = "the-token-of-operations";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private WebApplicationFactory<Program> _service = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var database = await (await TestServers.GetPostgresAsync(Cancelled)).CreateDatabaseAsync(Cancelled);
        var rabbitMq = await (await TestServers.GetRabbitMqAsync(Cancelled)).CreateVirtualHostAsync(Cancelled);
        _service = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
            .UseSetting("ConnectionStrings:Orders", database)
            .UseSetting("ConnectionStrings:RabbitMq", rabbitMq)
            .UseSetting("Operations:Token", Token)
            .UseSetting("Endpoints:reserve-stock:Ordered", "true")
            .UseSetting("Failures:Immediate:Retries", "0")
            .UseSetting("Failures:Redelivery:0", "00:00:02")
            .UseSetting("Failures:Redelivery:1", "00:00:02")
            .UseSetting("Failures:Redelivery:2", "00:00:02")
            .ConfigureLogging(logging => logging.ClearProviders()));
    }

    [Fact]
    public async Task A_reservation_that_times_out_parks_its_order_and_goes_on_while_others_are_confirmed()
    {
        var client = _service.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        await UntilAsync(
            async () =>
            {
                using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled);
                return ready.IsSuccessStatusCode;
            },
            "the service is ready");

        var flaky = await PostAsync(client, "FLAKY");
        var other = await PostAsync(client, "SKU-001");

        await UntilAsync(async () => (await GetAsync(client, "/ops/api/parked-keys?sourceSystem=rabbitmq&source=reserve-stock"))["items"]!.AsArray()
            .Any(key => string.Equals((string?)key!["keyText"], flaky.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase) || (string?)key["keyText"] == flaky), "its key is parked");
        await UntilAsync(async () => (string)(await GetAsync(client, $"/orders/{other}"))["status"]! == "Confirmed", "the other order is confirmed");
        await UntilAsync(async () => (string)(await GetAsync(client, $"/orders/{flaky}"))["status"]! == "Confirmed", "the parked order goes on");
        (await GetAsync(client, "/ops/api/parked-keys"))["items"]!.AsArray().ShouldBeEmpty();
        (await GetAsync(client, "/ops/api/dead-letters"))["items"]!.AsArray().ShouldBeEmpty();
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    private static async Task<string> PostAsync(HttpClient client, string sku)
    {
        using var order = new StringContent($$"""{"customerId":"customer-1","lines":[{"sku":"{{sku}}","quantity":1,"unitPrice":1}]}""", Encoding.UTF8, "application/json");
        using var posted = await client.PostAsync(new Uri("/orders", UriKind.Relative), order, Cancelled);
        return (string)JsonNode.Parse(await posted.Content.ReadAsStringAsync(Cancelled))!["orderId"]!;
    }

    private static async Task<JsonNode> GetAsync(HttpClient client, string path) => JsonNode.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative), Cancelled))!;

    private static Task UntilAsync(Func<Task<bool>> condition, string what) => Eventually.BecomesTrueAsync(condition, Patience, what, Cancelled);
}
