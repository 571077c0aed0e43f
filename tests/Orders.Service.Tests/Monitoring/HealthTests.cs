using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orders.Service.Monitoring;
using Orders.Service.Persistence;
using Orders.Service.Tests.Http;

namespace Orders.Service.Tests.Monitoring;

public sealed class HealthTests
{
    [Fact]
    public async Task A_service_that_has_everything_is_ready()
    {
        await using var host = await HttpHost.StartAsync();

        using var response = await GetAsync(host, "/health/ready");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var answer = await response.JsonAsync();
        answer.Names().ShouldBe(["status", "checks"]);
        ((string)answer["status"]!).ShouldBe("Healthy");
        answer["checks"]!.Names().ShouldBe(["database", "rabbitmq"], ignoreOrder: true);
        answer["checks"]!["database"]!.Names().ShouldBe(["status", "description", "durationMs"]);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/startup")]
    public async Task Only_readiness_looks_at_what_the_service_depends_on(string path)
    {
        await using var host = await HttpHost.StartAsync(services => services.AddHealthChecks()
            .AddCheck("broken", () => throw new InvalidOperationException("Password=secret"), tags: [HealthTags.Ready]));

        using var ready = await GetAsync(host, "/health/ready");
        using var response = await GetAsync(host, path);

        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ready.TextAsync()).ShouldNotContain("secret");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.TextAsync()).ShouldBe("""{"status":"Healthy","checks":{}}""");
    }

    [Fact]
    public async Task A_degraded_service_is_still_ready()
    {
        await using var host = await HttpHost.StartAsync(services => services.AddHealthChecks()
            .AddCheck("slow", () => HealthCheckResult.Degraded("Slow."), tags: [HealthTags.Ready]));

        using var response = await GetAsync(host, "/health/ready");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        ((string)(await response.JsonAsync())["status"]!).ShouldBe("Degraded");
    }

    [Fact]
    public async Task A_server_that_refuses_is_named_with_key_host_and_remedy_but_no_secret()
    {
        var result = await CheckDatabaseAsync(FreePort());

        result.Status.ShouldBe(HealthStatus.Unhealthy);
        result.Description!.ShouldContain("ConnectionStrings__Orders");
        result.Description!.ShouldContain("127.0.0.1");
        result.Description!.ShouldContain("ConnectionRefused");
        result.Description!.ShouldNotContain("secret");
        result.Description!.ShouldNotContain("somebody");
    }

    [Fact]
    public async Task A_server_that_hangs_does_not_hold_up_the_probe()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        var result = await CheckDatabaseAsync(((IPEndPoint)silent.LocalEndpoint).Port);

        // Its own time limit, and not the driver's, which is longer.
        result.Status.ShouldBe(HealthStatus.Unhealthy);
        result.Description!.ShouldContain("did not answer within 2 s");
        result.Description!.ShouldContain("127.0.0.1");
    }

    [Fact]
    public async Task A_broker_that_was_never_reached_is_unhealthy_and_one_that_is_lost_degraded()
    {
        var broker = new SwitchableBroker();

        var never = await broker.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
        broker.IsUp = true;
        var connected = await broker.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
        broker.IsUp = false;
        var lost = await broker.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);

        never.Status.ShouldBe(HealthStatus.Unhealthy);
        never.Description!.ShouldContain("ConnectionStrings__Test");
        never.Description!.ShouldContain("broker:1234");
        connected.Status.ShouldBe(HealthStatus.Healthy);
        lost.Status.ShouldBe(HealthStatus.Degraded);
        lost.Description!.ShouldContain("Test broker at broker:1234");
    }

    private static Task<HttpResponseMessage> GetAsync(HttpHost host, string path) =>
        host.Client.GetAsync(path, TestContext.Current.CancellationToken);

    private static async Task<HealthCheckResult> CheckDatabaseAsync(int port)
    {
        await using var services = new ServiceCollection()
            .AddDbContext<OrdersDbContext>(options => options.UseNpgsql(
                $"Host=127.0.0.1;Port={port};Database=orders;Username=somebody;Password=secret;Timeout=30"))
            .AddSingleton(TimeProvider.System)
            .AddSingleton<DatabaseHealthCheck>()
            .BuildServiceProvider();
        return await services.GetRequiredService<DatabaseHealthCheck>()
            .CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
