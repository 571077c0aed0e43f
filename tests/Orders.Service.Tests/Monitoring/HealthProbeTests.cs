using Messaging.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orders.Service.Monitoring;
using Orders.Service.Tests.Http;

namespace Orders.Service.Tests.Monitoring;

/// <summary>The command <c>health</c>, a container's own health check.</summary>
public sealed class HealthProbeTests
{
    [Fact]
    public async Task A_service_that_is_ready_ends_it_with_0()
    {
        await using var host = await HttpHost.StartAsync();

        (await HealthProbe.RunAsync($"{host.Client.BaseAddress!.Port}", TextWriter.Null)).ShouldBe(0);
    }

    [Fact]
    public async Task A_service_that_is_not_ready_ends_it_with_1_and_the_reason()
    {
        await using var host = await HttpHost.StartAsync(services => services.AddHealthChecks()
            .AddCheck("lost", () => HealthCheckResult.Unhealthy("The server is lost."), tags: [HealthTags.Ready]));
        await using var output = new StringWriter();

        (await HealthProbe.RunAsync($"{host.Client.BaseAddress!.Port};1", output)).ShouldBe(1);
        output.ToString().ShouldContain("The server is lost.");
    }

    [Fact]
    public async Task No_service_ends_it_with_1_and_the_port()
    {
        var port = FreePort.Next();
        await using var output = new StringWriter();

        (await HealthProbe.RunAsync($"{port}", output)).ShouldBe(1);
        output.ToString().ShouldContain($"port {port}");
    }
}
