using System.Text.Json.Nodes;
using Messaging.Testing;

namespace Orders.Service.Tests.Operations;

/// <summary>The queue of reservations ordered by configuration, on RabbitMQ and PostgreSQL: a failure parks its order's key and no other.</summary>
public sealed class OrderedEndpointTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private OperationsService _service = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _service = new OperationsService(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:Orders"] = await (await TestServers.GetPostgresAsync(Cancelled)).CreateDatabaseAsync(Cancelled),
            ["ConnectionStrings:RabbitMq"] = await (await TestServers.GetRabbitMqAsync(Cancelled)).CreateVirtualHostAsync(Cancelled),
            ["Endpoints:reserve-stock:Ordered"] = "true",
            ["Failures:Immediate:Retries"] = "0",
            ["Failures:Redelivery:0"] = "00:00:02",
            ["Failures:Redelivery:1"] = "00:00:02",
            ["Failures:Redelivery:2"] = "00:00:02",
        });
        await _service.InitializeAsync();
    }

    [Fact]
    public async Task A_reservation_that_times_out_parks_its_order_and_goes_on_while_others_are_confirmed()
    {
        var flaky = await _service.PostOrderAsync("FLAKY");
        var other = await _service.PostOrderAsync("SKU-001");

        await UntilAsync(async () => (await ItemsAsync("parked-keys?sourceSystem=rabbitmq&source=reserve-stock"))
            .Any(key => string.Equals((string?)key!["keyText"], flaky.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase) || (string?)key["keyText"] == flaky), "its key is parked");
        await UntilAsync(async () => await _service.StatusOfAsync(other) == "Confirmed", "the other order is confirmed");
        await UntilAsync(async () => await _service.StatusOfAsync(flaky) == "Confirmed", "the parked order goes on");
        (await ItemsAsync("parked-keys")).ShouldBeEmpty();
        (await ItemsAsync("dead-letters")).ShouldBeEmpty();
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    private async Task<JsonArray> ItemsAsync(string path) => (await _service.JsonAsync(HttpMethod.Get, path))["items"]!.AsArray();

    private static Task UntilAsync(Func<Task<bool>> condition, string what) => Eventually.BecomesTrueAsync(condition, Patience, what, Cancelled);
}
