using System.Text.Json.Nodes;
using Messaging.Testing;

namespace Orders.Service.Tests.Operations;

/// <summary>A message that came again and again shows in its dead letter when it failed first, not only when it failed last, and how often it was tried.</summary>
public sealed class FirstFailureTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly OperationsService _service = new(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Failures:Immediate:Retries"] = "0",
        ["Failures:Redelivery:0"] = "00:00:01",
        ["Failures:Redelivery:1"] = "00:00:02",
        ["Payments:Simulated:FailureRate"] = "1",
    });

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    [Fact]
    public async Task The_first_failure_is_kept_through_all_redeliveries_and_every_attempt_is_counted_once()
    {
        JsonNode? letter = null;

        await _service.PostOrderAsync("SKU-001");

        await Eventually.BecomesTrueAsync(
            async () => (letter = (await _service.JsonAsync(HttpMethod.Get, "dead-letters?source=request-payment"))["items"]!.AsArray().FirstOrDefault()) is not null,
            Patience, "the payment was given up", TestContext.Current.CancellationToken);
        ((DateTimeOffset)letter!["lastFailedAt"]! - (DateTimeOffset)letter["firstFailedAt"]!).ShouldBeGreaterThan(TimeSpan.FromSeconds(2.5));
        ((int)letter["attempts"]!).ShouldBe(3);
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();
}
