using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Messaging.Testing;
using Orders.Acceptance.Fixtures;
using Orders.Acceptance.Support;

namespace Orders.Acceptance;

/// <summary>Telemetry is worth nothing that an order has to wait for.</summary>
public sealed class When_the_telemetry_back_end_is_away
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // docs/telemetry.md says 15 s, 5 for the last batch of each signal; the rest of a stop with nothing to do takes one, and this is room.
    private static readonly TimeSpan Stop = TimeSpan.FromSeconds(25);

    [Theory]
    [InlineData(null, false)] // gRPC
    [InlineData(null, true)]
    [InlineData("http/protobuf", false)]
    [InlineData("http/protobuf", true)]
    public async Task Orders_are_confirmed_all_the_same_and_the_service_stops_in_time(string? protocol, bool silent)
    {
        // Silent: connections are taken, and nothing is ever answered.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        if (!silent)
            listener.Stop();
        var telemetry = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{port}",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        };
        if (protocol is not null)
            telemetry["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol;
        var settings = new ServiceSettings { Dll = BuiltService.Dll, LogFolder = BuiltService.NewLogFolder(), Settings = telemetry };
        await using var service = new ServiceProcess(settings, "replica-1");
        await service.StartAndWaitAsync(TimeSpan.FromSeconds(60), Cancelled);
        var orders = new OrdersClient(service.Address);

        for (var i = 0; i < 10; i++)
        {
            var id = await orders.PostAsync("SKU-001", 1, 1, Cancelled);
            (await orders.WaitForEndAsync(id, TimeSpan.FromSeconds(60), Cancelled)).Status.ShouldBe("Confirmed");
        }

        var stopping = Stopwatch.StartNew();
        (await service.StopAsync(Cancelled)).ShouldBe(0);
        stopping.Elapsed.ShouldBeLessThan(Stop);
        TestContext.Current.SendDiagnosticMessage($"{protocol ?? "grpc"}, {(silent ? "silent" : "refused")}: stopped in {stopping.Elapsed.TotalSeconds:0.0} s");
    }
}
