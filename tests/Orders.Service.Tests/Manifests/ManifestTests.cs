using k8s.Models;

namespace Orders.Service.Tests.Manifests;

/// <summary>Whether the objects fit each other, and what this cluster asks of pods.</summary>
public sealed class ManifestTests
{
    public static TheoryData<string> Folders => ["k8s/base", "k8s/overlays/dev"];

    [Theory, MemberData(nameof(Folders))]
    public async Task Every_object_is_of_a_type_that_Kubernetes_knows(string folder)
    {
        var manifest = await Manifest.OfAsync(folder);

        manifest.All<object>().ShouldAllBe(one => one.GetType().Namespace == "k8s.Models");
        manifest.Workloads.Select(one => one.Name).ShouldContain("orders");
    }

    [Theory]
    [InlineData("spec: {replicas: 1, replica: 2}")]
    [InlineData("spec: {replicas: many}")]
    [InlineData("specs: {}")]
    public void What_Kubernetes_would_not_take_is_an_error(string spec) =>
        Should.Throw<Exception>(() => Manifest.Read($"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: orders}}\n{spec}\n"));

    [Theory, MemberData(nameof(Folders))]
    public async Task A_workload_and_a_service_select_the_pods_of_one_workload(string folder)
    {
        var manifest = await Manifest.OfAsync(folder);

        foreach (var workload in manifest.Workloads.Where(one => one.Selector is not null))
            manifest.Workloads.Where(other => other.IsMatchedBy(workload.Selector!)).ShouldBe([workload]);
        foreach (var service in manifest.All<V1Service>())
        {
            var workload = manifest.Workloads.Where(one => one.IsMatchedBy(service.Spec.Selector)).ShouldHaveSingleItem();
            workload.Name.ShouldBe(service.Metadata.Name);
            foreach (var port in service.Spec.Ports)
                workload.Port(port.TargetPort.Value).ShouldNotBeNull($"port {port.TargetPort.Value} of {workload.Name}");
        }

        foreach (var set in manifest.All<V1StatefulSet>())
            manifest.Named<V1Service>(set.Spec.ServiceName).Spec.ClusterIP.ShouldBe("None");
    }

    [Theory, MemberData(nameof(Folders))]
    public async Task One_drained_node_does_not_stop_all_replicas(string folder)
    {
        var manifest = await Manifest.OfAsync(folder);

        foreach (var deployment in manifest.All<V1Deployment>())
        {
            var (name, selector) = (deployment.Metadata.Name, deployment.Spec.Selector.MatchLabels);
            var budget = manifest.Named<V1PodDisruptionBudget>(name).Spec;
            budget.Selector.MatchLabels.ShouldBe(selector, ignoreOrder: true, name);
            // At least one would hold up the node of a single replica.
            (budget.MaxUnavailable?.Value, budget.MinAvailable).ShouldBe(("1", null), name);
            var spread = deployment.Spec.Template.Spec.TopologySpreadConstraints.ShouldHaveSingleItem();
            (spread.TopologyKey, spread.WhenUnsatisfiable).ShouldBe(("kubernetes.io/hostname", "ScheduleAnyway"), name);
            spread.LabelSelector.MatchLabels.ShouldBe(selector, ignoreOrder: true, name);
        }
    }

    [Theory, MemberData(nameof(Folders))]
    public async Task Whatever_a_pod_refers_to_is_there(string folder)
    {
        var manifest = await Manifest.OfAsync(folder);

        foreach (var workload in manifest.Workloads)
        {
            Should.NotThrow(() => manifest.Environment(workload.Container), workload.Name);
            if (workload.Pod.ServiceAccountName is { } account)
                manifest.Named<V1ServiceAccount>(account).ShouldNotBeNull();
            var claims = manifest.All<V1StatefulSet>().SingleOrDefault(one => one.Metadata.Name == workload.Name)?.Spec.VolumeClaimTemplates ?? [];
            var volumes = (workload.Pod.Volumes ?? []).Select(volume => volume.Name).Concat(claims.Select(claim => claim.Metadata.Name));
            (workload.Container.VolumeMounts ?? []).Select(mount => mount.Name).ShouldBe(volumes, ignoreOrder: true);
        }
    }

    [Theory, MemberData(nameof(Folders))]
    public async Task No_pod_has_more_rights_than_it_needs(string folder)
    {
        foreach (var workload in (await Manifest.OfAsync(folder)).Workloads)
        {
            var (pod, container) = (workload.Pod, workload.Container);
            pod.AutomountServiceAccountToken.ShouldBe(false, workload.Name);
            pod.EnableServiceLinks.ShouldBe(false, workload.Name);
            pod.SecurityContext.RunAsNonRoot.ShouldBe(true, workload.Name);
            pod.SecurityContext.RunAsUser.ShouldNotBeNull().ShouldBeGreaterThan(0, workload.Name);
            pod.SecurityContext.SeccompProfile.Type.ShouldBe("RuntimeDefault", workload.Name);
            container.SecurityContext.AllowPrivilegeEscalation.ShouldBe(false, workload.Name);
            container.SecurityContext.Capabilities.Drop.ShouldBe(["ALL"], workload.Name);
            container.Resources.Requests.Keys.ShouldBe(["cpu", "memory"], ignoreOrder: true, workload.Name);
            container.Resources.Limits.Keys.ShouldContain("memory", workload.Name);
            if (!workload.IsOurs)
                continue;
            Repository.Read("Dockerfile").Split('\n').ShouldContain($"USER {pod.SecurityContext.RunAsUser}:{pod.SecurityContext.RunAsGroup}", workload.Name);
            container.SecurityContext.ReadOnlyRootFilesystem.ShouldBe(true, workload.Name);
            container.VolumeMounts.ShouldHaveSingleItem().MountPath.ShouldBe("/tmp");
            pod.Volumes.ShouldHaveSingleItem().EmptyDir.ShouldNotBeNull();
        }
    }

    [Theory]
    [InlineData("DOTNET_SDK_IMAGE")]
    [InlineData("DOTNET_RUNTIME_IMAGE")]
    public void The_Dockerfile_without_arguments_uses_the_images_of_compose(string image) =>
        Repository.Read("Dockerfile").Split('\n').ShouldContain($"ARG {image}={Repository.Variable(image)}");

    [Fact]
    public async Task The_overlay_dev_uses_the_images_of_compose_and_of_the_tests()
    {
        var images = (await Manifest.OfAsync("k8s/overlays/dev")).Workloads.ToDictionary(one => one.Name, one => one.Container.Image);

        images.ShouldBe(
            new Dictionary<string, string>
            {
                ["orders"] = Repository.Variable("ORDERS_IMAGE"),
                ["orders-worker"] = Repository.Variable("ORDERS_IMAGE"),
                ["orders-migrate"] = Repository.Variable("ORDERS_IMAGE"),
                ["postgres"] = Repository.Variable("POSTGRES_IMAGE"),
                ["rabbitmq"] = Repository.Variable("RABBITMQ_IMAGE"),
                ["kafka"] = Repository.Variable("KAFKA_IMAGE"),
                ["redis"] = Repository.Variable("REDIS_IMAGE"),
            },
            ignoreOrder: true);
    }
}
