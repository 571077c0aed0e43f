using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Messaging.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace Orders.Service.Tests.Operations;

/// <summary>A message that came again and again shows in its dead letter when it failed first, not only when it failed last.</summary>
public sealed class FirstFailureTests : IAsyncLifetime
{
    private const string Token = "the-token-of-operations";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly WebApplicationFactory<Program> _service = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
        .UseSetting("Operations:Token", Token)
        .UseSetting("Failures:Immediate:Retries", "0")
        .UseSetting("Failures:Redelivery:0", "00:00:01")
        .UseSetting("Failures:Redelivery:1", "00:00:02")
        .UseSetting("Payments:Simulated:FailureRate", "1")
        .ConfigureLogging(logging => logging.ClearProviders()));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_first_failure_is_kept_through_all_redeliveries()
    {
        var client = _service.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        JsonNode? letter = null;

        await Eventually.BecomesTrueAsync(
            async () =>
            {
                using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled);
                return ready.IsSuccessStatusCode;
            },
            Patience, "the service is ready", Cancelled);
        using var order = new StringContent("""{"customerId":"customer-1","lines":[{"sku":"SKU-001","quantity":1,"unitPrice":1}]}""", Encoding.UTF8, "application/json");
        using var posted = await client.PostAsync(new Uri("/orders", UriKind.Relative), order, Cancelled);
        posted.EnsureSuccessStatusCode();
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var list = JsonNode.Parse(await client.GetStringAsync(new Uri("/ops/api/dead-letters?source=request-payment", UriKind.Relative), Cancelled))!;
                return (letter = list["items"]!.AsArray().FirstOrDefault()) is not null;
            },
            Patience, "the payment was given up", Cancelled);

        ((DateTimeOffset)letter!["lastFailedAt"]! - (DateTimeOffset)letter["firstFailedAt"]!).ShouldBeGreaterThan(TimeSpan.FromSeconds(2.5));
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();
}
