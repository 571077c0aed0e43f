namespace Orders.Service.Tests.Manifests;

/// <summary>Whether <c>docker-compose.yml</c> fits the service and itself.</summary>
public sealed class ComposeTests
{
    private static IEnumerable<KeyValuePair<string, ComposeService>> Ours => Compose.Services.Where(one => one.Value.Image == Repository.Variable("ORDERS_IMAGE"));

    [Fact]
    public void The_service_its_worker_and_its_migration_are_ours() =>
        Ours.Select(one => one.Key).ShouldBe(["migrate", "orders", "worker"], ignoreOrder: true);

    [Fact]
    public void Every_key_is_one_that_the_service_reads()
    {
        foreach (var (_, service) in Ours)
            KnownSettings.EveryKeyIsRead(service.Variables);
    }

    [Fact]
    public void The_connection_strings_lead_to_its_servers()
    {
        foreach (var (_, service) in Ours)
            ConnectionStrings.ShouldLeadTo(service.Variables, host => (Compose.Services[host].Variables, Compose.Services[host].ContainerPorts));
    }

    [Fact]
    public void What_has_connections_waits_for_the_servers_and_for_the_migration()
    {
        foreach (var (name, service) in Ours.Where(one => one.Key != "migrate"))
        {
            service.DependsOn.ToDictionary(one => one.Key, one => one.Value.Condition).ShouldBe(
                new Dictionary<string, string>
                {
                    ["postgres"] = "service_healthy",
                    ["rabbitmq"] = "service_healthy",
                    ["kafka"] = "service_healthy",
                    ["redis"] = "service_healthy",
                    ["migrate"] = "service_completed_successfully",
                },
                ignoreOrder: true,
                name);
        }
    }

    [Fact]
    public async Task The_published_port_is_the_one_that_the_service_listens_on()
    {
        var manifest = await Manifest.OfAsync("k8s/base");

        Compose.Services["orders"].ContainerPorts.ShouldBe([int.Parse(manifest.Environment(manifest.Service.Container)["ASPNETCORE_HTTP_PORTS"])]);
    }

    [Fact]
    public void Nothing_is_published_beyond_this_machine() =>
        Compose.Services.SelectMany(one => one.Value.Ports).ShouldAllBe(port => port.StartsWith("127.0.0.1:", StringComparison.Ordinal));

    /// <summary>Several builds of one image at the same time fail over its name; what is built here is nowhere to be pulled from.</summary>
    [Fact]
    public void The_image_is_built_for_one_service_which_the_others_wait_for()
    {
        var built = Ours.Where(one => one.Value.Build is not null).ShouldHaveSingleItem().Key;
        foreach (var (name, service) in Ours.Where(one => one.Key != built))
        {
            service.DependsOn.Keys.ShouldContain(built, name);
            service.PullPolicy.ShouldBe("never", name);
        }
    }
}
