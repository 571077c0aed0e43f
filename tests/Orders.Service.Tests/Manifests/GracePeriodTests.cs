using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Orders.Service.Tests.Manifests;

/// <summary>Whether those who stop the process wait until it has finished; it gives itself the same time as service and as worker.</summary>
public sealed class GracePeriodTests(EmbeddedService service) : IClassFixture<EmbeddedService>
{
    // To close what is open when the time is over.
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(5);

    private TimeSpan Needed => service.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout + Reserve;

    [Theory, MemberData(nameof(ServiceInKubernetesTests.Deployments), MemberType = typeof(ServiceInKubernetesTests))]
    public async Task A_pod_can_finish_within_its_grace_period(string deployment)
    {
        var pod = (await Manifest.OfAsync("k8s/base")).WorkloadOf(deployment).Pod;
        var before = pod.Containers.Single().Lifecycle?.PreStop.Sleep.Seconds ?? 0;

        TimeSpan.FromSeconds(pod.TerminationGracePeriodSeconds.ShouldNotBeNull() - before).ShouldBeGreaterThanOrEqualTo(Needed);
    }

    [Theory]
    [InlineData("orders")]
    [InlineData("worker")]
    public void A_container_of_Compose_can_finish_within_its_grace_period(string name)
    {
        var period = Compose.Services[name].StopGracePeriod.ShouldNotBeNull();
        period.ShouldEndWith("s");

        TimeSpan.FromSeconds(int.Parse(period[..^1])).ShouldBeGreaterThanOrEqualTo(Needed);
    }
}
