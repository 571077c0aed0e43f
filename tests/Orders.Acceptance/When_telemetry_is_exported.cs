using Messaging.Testing;
using Orders.Acceptance.Fixtures;
using Orders.Acceptance.Support;
using Orders.Acceptance.Support.Telemetry;

namespace Orders.Acceptance;

/// <summary>By the protocol that the standard variables ask for.</summary>
public sealed class When_telemetry_is_exported
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("grpc")] // where none is set
    [InlineData("http/protobuf")]
    public async Task Traces_metrics_and_logs_of_an_order_arrive(string protocol)
    {
        await using var receiver = await OtlpReceiver.StartAsync(Cancelled);
        var settings = new ServiceSettings
        {
            Dll = BuiltService.Dll,
            LogFolder = BuiltService.NewLogFolder(),
            Settings = protocol is "grpc" ? receiver.Environment : receiver.HttpEnvironment,
        };
        await using var service = new ServiceProcess(settings, "replica-1");
        await service.StartAndWaitAsync(Limit, Cancelled);
        var orders = new OrdersClient(service.Address);

        var id = await orders.PostAsync("SKU-001", 1, 1, Cancelled);
        (await orders.WaitForEndAsync(id, Limit, Cancelled)).Status.ShouldBe("Confirmed");

        await Eventually.BecomesTrueAsync(() => receiver.Spans.Any(span => span.Name == "send orders.events"), Limit, "spans came", Cancelled);
        await Eventually.BecomesTrueAsync(() => receiver.Metrics.Contains("orders.ended"), Limit, "metrics came", Cancelled);
        await Eventually.BecomesTrueAsync(() => receiver.Logs.Any(line => line.Text.Contains($"{id}")), Limit, "logs came", Cancelled);
    }
}
