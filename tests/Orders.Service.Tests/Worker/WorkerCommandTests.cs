using Orders.Service.Tests.Manifests;
using Orders.Service.Worker;
using Orders.Service.Workflow;

namespace Orders.Service.Tests.Worker;

public sealed class WorkerCommandTests
{
    private static readonly string Known = $"The queues of this service are {string.Join(", ", Queues.All)}.";

    [Theory]
    [InlineData("--queues email,data", "email data", null)]
    [InlineData("--queues=email --concurrency 4", "email", 4)]
    [InlineData("-Q email,email, -c 1000", "email", 1000)]
    [InlineData("--queues maintenance --urls http://localhost:1", "maintenance", null)]
    public void A_worker_consumes_its_queues_alone(string arguments, string queues, int? concurrency)
    {
        var (consumed, error) = WorkerCommand.Read(arguments.Split(' '));

        error.ShouldBeNull();
        consumed.Queues.ShouldBe(queues.Split(' '));
        consumed.Concurrency.ShouldBe(concurrency);
        consumed.AreAll.ShouldBeFalse();
        consumed.Include("order-state").ShouldBeFalse();
    }

    [Theory]
    [InlineData("", "A worker needs --queues NAME,NAME. (known)")]
    [InlineData("--queues ,", "A worker needs --queues NAME,NAME. (known)")]
    [InlineData("--queues emial,data,x", "Unknown queue: emial, x. (known)")]
    [InlineData("--queues email --concurrency 0", "--concurrency must be a whole number from 1 to 1000, and is '0'.")]
    [InlineData("--queues email --concurrency many", "--concurrency must be a whole number from 1 to 1000, and is 'many'.")]
    public void Wrong_usage_says_what_is_right(string arguments, string error) =>
        WorkerCommand.Read(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Error.ShouldBe(error.Replace("(known)", Known, StringComparison.Ordinal));

    [Fact]
    public async Task The_worker_of_the_manifest_names_queues_that_there_are()
    {
        var container = (await Manifest.OfAsync("k8s/base")).WorkloadOf("orders-worker").Container;

        container.Args[0].ShouldBe("worker");
        var (consumed, error) = WorkerCommand.Read(container.Args.Skip(1));
        error.ShouldBeNull();
        consumed.Queues.ShouldBe(["email", "data"]);
    }

    [Fact]
    public async Task The_worker_of_Compose_does_what_that_of_the_manifest_does()
    {
        var inCluster = (await Manifest.OfAsync("k8s/base")).WorkloadOf("orders-worker").Container.Args;

        Compose.Services["worker"].Command.ShouldBe(inCluster);
    }
}
