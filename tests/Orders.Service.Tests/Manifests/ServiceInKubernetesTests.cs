using System.Net;
using CliWrap;
using CliWrap.Buffered;
using k8s.Models;
using Messaging.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orders.Service.Monitoring;
using Orders.Service.Tests.Http;

namespace Orders.Service.Tests.Manifests;

/// <summary>Whether the manifests ask the service for what it has.</summary>
public sealed class ServiceInKubernetesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_probe_asks_an_endpoint_of_the_service_and_only_readiness_depends_on_servers()
    {
        var container = (await Manifest.OfAsync("k8s/base")).Service.Container;
        await using var good = await HttpHost.StartAsync();
        await using var bad = await HttpHost.StartAsync(services => services.AddHealthChecks()
            .AddCheck("lost", () => HealthCheckResult.Unhealthy("Lost."), tags: [HealthTags.Ready]));

        await Eventually.BecomesTrueAsync(
            async () => (await good.Client.GetAsync(HealthEndpoints.Ready, Token)).IsSuccessStatusCode, TimeSpan.FromSeconds(20), "its bus was started", Token);

        foreach (var (name, probe, withoutServers) in new[]
        {
            ("startup", container.StartupProbe, HttpStatusCode.OK),
            ("liveness", container.LivenessProbe, HttpStatusCode.OK),
            ("readiness", container.ReadinessProbe, HttpStatusCode.ServiceUnavailable),
        })
        {
            var question = $"GET {probe.HttpGet.Path} of the {name} probe";
            using var healthy = await good.Client.GetAsync(probe.HttpGet.Path, Token);
            healthy.StatusCode.ShouldBe(HttpStatusCode.OK, question);
            using var lost = await bad.Client.GetAsync(probe.HttpGet.Path, Token);
            lost.StatusCode.ShouldBe(withoutServers, $"{question} without servers");
        }
    }

    [Fact]
    public async Task Probes_and_service_use_the_port_that_the_service_listens_on()
    {
        var manifest = await Manifest.OfAsync("k8s/base");
        var container = manifest.Service.Container;
        var port = int.Parse(manifest.Environment(container)["ASPNETCORE_HTTP_PORTS"]);

        Repository.Read("Dockerfile").Split('\n').ShouldContain($"ENV ASPNETCORE_HTTP_PORTS={port}");
        foreach (var probe in new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe })
            manifest.Service.Port(probe.HttpGet.Port.Value).ShouldBe(port);
        manifest.Service.Port(manifest.Named<V1Service>("orders").Spec.Ports.Single().TargetPort.Value).ShouldBe(port);
    }

    [Fact]
    public async Task The_service_can_finish_within_the_grace_period()
    {
        var pod = (await Manifest.OfAsync("k8s/base")).Service.Pod;
        const int ShutdownSeconds = 25; // Program.cs: HostOptions.ShutdownTimeout

        var needed = pod.Containers.Single().Lifecycle.PreStop.Sleep.Seconds + ShutdownSeconds;

        pod.TerminationGracePeriodSeconds.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(needed + 10);
    }

    [Fact]
    public async Task The_job_runs_a_command_that_the_executable_has()
    {
        var container = (await Manifest.OfAsync("k8s/base")).Migration.Container;
        container.Command.ShouldBeNull("the image's own entry point runs the executable");

        var result = await Cli.Wrap("dotnet")
            .WithArguments([Path.Combine(AppContext.BaseDirectory, "Orders.Service.dll"), .. container.Args])
            .WithEnvironmentVariables(variables => variables.Set("ASPNETCORE_ENVIRONMENT", "Development"))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(Token);

        result.ExitCode.ShouldBe(0, result.StandardError);
        result.StandardOutput.ShouldContain("The schema is up to date");
    }
}
