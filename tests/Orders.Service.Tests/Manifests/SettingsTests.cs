using k8s.Models;
using Microsoft.Extensions.Hosting.Internal;
using Orders.Service.Bus;

namespace Orders.Service.Tests.Manifests;

/// <summary>Whether the service reads the settings that the manifests give it.</summary>
public sealed class SettingsTests
{
    [Theory, MemberData(nameof(ManifestTests.Folders), MemberType = typeof(ManifestTests))]
    public async Task Every_key_is_one_that_the_service_reads(string folder)
    {
        var manifest = await Manifest.OfAsync(folder);
        foreach (var workload in manifest.Workloads.Where(one => one.IsOurs))
            KnownSettings.EveryKeyIsRead(manifest.Environment(workload.Container));
    }

    [Fact]
    public async Task The_overlay_dev_gives_all_that_the_service_needs_outside_development()
    {
        var manifest = await Manifest.OfAsync("k8s/overlays/dev");
        foreach (var workload in manifest.Workloads.Where(one => one.IsOurs))
        {
            var variables = manifest.Environment(workload.Container);
            using var servers = Servers.From(KnownSettings.Configuration(variables), new HostingEnvironment { EnvironmentName = variables["ASPNETCORE_ENVIRONMENT"] });
            servers.Warnings.ShouldBeEmpty();
            variables["Operations__Token"].ShouldNotBeEmpty("each replica would make one of its own");
        }
    }

    [Fact]
    public async Task The_base_alone_is_refused_with_the_name_of_what_is_missing()
    {
        var manifest = await Manifest.OfAsync("k8s/base");
        var configuration = KnownSettings.Configuration(manifest.Environment(manifest.Service.Container));

        Should.Throw<MissingConnectionStringException>(() => Servers.From(configuration, new HostingEnvironment { EnvironmentName = "Production" }))
            .Message.ShouldStartWith("ConnectionStrings__Orders is not set.");
    }

    [Fact]
    public async Task The_connection_strings_of_the_overlay_dev_lead_to_its_servers()
    {
        var manifest = await Manifest.OfAsync("k8s/overlays/dev");
        var variables = manifest.Environment(manifest.Service.Container);
        ConnectionStrings.ShouldLeadTo(
            variables,
            host => (manifest.Environment(manifest.WorkloadOf(host).Container), manifest.Named<V1Service>(host).Spec.Ports.Select(port => port.Port)));
        manifest.Named<V1Service>("kafka").Spec.Ports.ShouldContain(port => $"kafka:{port.Port}" == variables["ConnectionStrings__Kafka"]);
    }

    [Theory]
    [InlineData("Checks__tls", "Warn")]
    [InlineData("Database__MigrateOnStart", "true")]
    [InlineData("DeadLetters__RabbitMq__PutBacks", "1")]
    [InlineData("Endpoints__email__Prefetch", "8")]
    [InlineData("Endpoints__email__Failures__Immediate__Retries", "1")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", "http/protobuf")]
    [InlineData("QueueDepth__Queues__email__Messages", "100")]
    [InlineData("Schedules__clean-up__Cron", "0 * * * *")]
    [InlineData("Simulation__Enabled", "true")]
    [InlineData("Tasks__Types__SendEmail__MaxRetries", "1")]
    public void What_an_overlay_may_add_is_known(string key, string value) =>
        Should.NotThrow(() => KnownSettings.EveryKeyIsRead(new() { [key] = value }));

    [Theory]
    [InlineData("ConnectionStrings__Rabbit")]
    [InlineData("Endpoints__email__Prefech")]
    [InlineData("Kafak__Partitions")]
    [InlineData("Kafka__Partition")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPONT")]
    [InlineData("Simulation__Enable")]
    public void What_is_misspelt_is_not(string key) =>
        Should.Throw<Exception>(() => KnownSettings.EveryKeyIsRead(new() { [key] = "8" }));
}
