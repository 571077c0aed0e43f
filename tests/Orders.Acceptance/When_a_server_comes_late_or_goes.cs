using System.Net;
using Messaging.Testing;
using Orders.Acceptance.Fixtures;
using Orders.Acceptance.Support;

namespace Orders.Acceptance;

/// <summary>The service is started once; whatever its servers do, it needs nobody to start it again.</summary>
public sealed class When_a_server_comes_late_or_goes(RealServers installation) : IClassFixture<RealServers>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("RabbitMQ")]
    [InlineData("Kafka")]
    public async Task A_lost_broker_is_named_orders_are_still_accepted_and_confirmed_when_it_is_back(string broker)
    {
        var server = Server(broker);
        // All queues are in use, and RabbitMQ 3.10 has written down that they exist: it does so half a second late.
        var before = await installation.Orders.PostAsync("SKU-001", 1, 5, Cancelled);
        (await installation.Orders.WaitForEndAsync(before, Patience, Cancelled)).Status.ShouldBe("Confirmed");
        await installation.Servers.RabbitMq.FlushDeclarationsAsync(Cancelled);
        await server.StopAsync(Cancelled);
        await HealthIsAsync(HttpStatusCode.OK, "Degraded", $"{broker} at ");
        var id = await installation.Orders.PostAsync("SKU-001", 1, 5, Cancelled);

        await server.StartAsync(Cancelled);

        (await installation.Orders.WaitForEndAsync(id, Patience, Cancelled)).Status.ShouldBe("Confirmed");
        await HealthIsAsync(HttpStatusCode.OK, "\"status\":\"Healthy\",\"checks\"", broker);
    }

    [Fact]
    public async Task Under_an_alarm_of_RabbitMQ_orders_are_accepted_and_confirmed_when_it_is_over()
    {
        await installation.Servers.RabbitMq.RunCtlAsync(["set_vm_memory_high_watermark", "absolute", "1MB"], Cancelled);
        var id = await installation.Orders.PostAsync("SKU-001", 1, 5, Cancelled);
        (await installation.Orders.GetAsync(id, Cancelled)).Status.ShouldBe("Submitted");

        await installation.Servers.RabbitMq.RunCtlAsync(["set_vm_memory_high_watermark", "0.4"], Cancelled);

        (await installation.Orders.WaitForEndAsync(id, Patience, Cancelled)).Status.ShouldBe("Confirmed");
    }

    [Theory]
    [InlineData("PostgreSQL")]
    [InlineData("RabbitMQ")]
    [InlineData("Kafka")]
    public async Task A_server_that_comes_after_the_service_makes_it_ready(string late)
    {
        var server = Server(late);
        await server.StopAsync(Cancelled);
        await using var service = new ServiceProcess(installation.Servers.Settings(BuiltService.Dll, BuiltService.NewLogFolder()), "late");
        service.Start();
        await Eventually.SucceedsAsync(
            async () =>
            {
                using var ready = await new OrdersClient(service.Address).HealthAsync("ready", Cancelled);
                ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
                (await ready.Content.ReadAsStringAsync(Cancelled)).ShouldContain(late, Case.Insensitive);
            },
            Patience, $"the new replica missed {late}", Cancelled);

        await server.StartAsync(Cancelled);

        await service.WaitUntilReadyAsync(Patience, Cancelled);
    }

    private TestServer Server(string name) => name switch
    {
        "PostgreSQL" => installation.Servers.Postgres,
        "RabbitMQ" => installation.Servers.RabbitMq,
        _ => installation.Servers.Kafka,
    };

    private Task HealthIsAsync(HttpStatusCode status, params string[] words) =>
        Eventually.SucceedsAsync(
            async () =>
            {
                using var ready = await installation.Orders.HealthAsync("ready", Cancelled);
                ready.StatusCode.ShouldBe(status);
                var text = await ready.Content.ReadAsStringAsync(Cancelled);
                foreach (var word in words)
                    text.ShouldContain(word, Case.Insensitive);
            },
            Patience, $"health said {string.Join(", ", words)}", Cancelled);
}
