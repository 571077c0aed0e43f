using System.Net;
using CliWrap;
using CliWrap.Buffered;
using k8s.Models;

namespace Orders.Service.Tests.Manifests;

/// <summary>Whether the manifests ask the service, and its worker, for what they have.</summary>
public sealed class ServiceInKubernetesTests
{
    // Nothing listens there.
    private const string LostDatabase = "Host=127.0.0.1;Port=1;Database=orders;Username=orders;Timeout=2";

    public static TheoryData<string> Deployments => ["orders", "orders-worker"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Deployments))]
    public async Task Each_probe_asks_an_endpoint_of_the_process_and_only_readiness_depends_on_servers(string deployment)
    {
        var container = (await Manifest.OfAsync("k8s/base")).WorkloadOf(deployment).Container;
        container.Command.ShouldBeNull("the image's own entry point runs the executable");
        await using var good = ContainerProcess.Start(container.Args ?? []);
        await using var bad = ContainerProcess.Start(container.Args ?? [], LostDatabase);

        foreach (var (name, probe, withoutServers) in new[]
        {
            ("startup", container.StartupProbe, HttpStatusCode.OK),
            ("readiness", container.ReadinessProbe, HttpStatusCode.ServiceUnavailable),
            ("liveness", container.LivenessProbe, HttpStatusCode.OK),
        })
        {
            var question = $"GET {probe.HttpGet.Path} of the {name} probe";
            (await good.AskAsync(probe.HttpGet.Path, HttpStatusCode.ServiceUnavailable, Token)).ShouldBe(HttpStatusCode.OK, question);
            (await bad.AskAsync(probe.HttpGet.Path, null, Token)).ShouldBe(withoutServers, $"{question} without a database");
        }
    }

    [Theory, MemberData(nameof(Deployments))]
    public async Task Probes_use_the_port_that_the_process_listens_on(string deployment)
    {
        var manifest = await Manifest.OfAsync("k8s/base");
        var workload = manifest.WorkloadOf(deployment);
        var container = workload.Container;
        var port = int.Parse(manifest.Environment(container)["ASPNETCORE_HTTP_PORTS"]);

        Repository.Read("Dockerfile").Split('\n').ShouldContain($"ENV ASPNETCORE_HTTP_PORTS={port}");
        foreach (var probe in new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe })
            workload.Port(probe.HttpGet.Port.Value).ShouldBe(port);
    }

    [Fact]
    public async Task The_service_object_leads_to_the_port_that_the_service_listens_on()
    {
        var manifest = await Manifest.OfAsync("k8s/base");

        manifest.Service.Port(manifest.Named<V1Service>("orders").Spec.Ports.Single().TargetPort.Value)
            .ShouldBe(int.Parse(manifest.Environment(manifest.Service.Container)["ASPNETCORE_HTTP_PORTS"]));
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
