using System.Text.RegularExpressions;
using Orders.Acceptance.Fixtures;
using Orders.Acceptance.Support;

namespace Orders.Acceptance.Template;

public sealed partial class When_a_made_service_is_built(BuiltShipments made) : IClassFixture<BuiltShipments>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void All_of_it_compiles_and_its_tests_pass()
    {
        made.TestRun.ExitCode.ShouldBe(0, made.TestRun.Output);
        var passed = Passed().Match(made.TestRun.Output);
        passed.Success.ShouldBeTrue(made.TestRun.Output);
        int.Parse(passed.Groups["count"].Value).ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task What_its_README_says_of_an_event_a_consumer_and_a_test_works_as_written()
    {
        made.Section.Lines.ShouldBeLessThan(60);
        made.Section.Files.Count.ShouldBe(4);

        var (exitCode, output) = await made.RunAsync(made.Section.Command);

        exitCode.ShouldBe(0, output);
        output.ShouldContain("Total: 1, Errors: 0, Failed: 0, Skipped: 0");
    }

    [Fact]
    public async Task A_worker_can_be_asked_for_the_queue_of_the_new_consumer()
    {
        var (exitCode, output) = await made.RunAsync($"dotnet {made.Dll} worker --queues nothing");

        exitCode.ShouldBe(2, output);
        output.ShouldContain("The queues of this service are order-state, award-points,");
    }

    [Fact]
    public async Task It_takes_its_order()
    {
        await using var service = new ServiceProcess(new ServiceSettings { Dll = made.Dll, LogFolder = BuiltService.NewLogFolder() }, "shipments");
        await service.StartAndWaitAsync(Patience, Cancelled);
        var shipments = new OrdersClient(service.Address, "shipments");

        var id = await shipments.PostAsync("SKU-001", 1, 9.5m, Cancelled);

        (await shipments.WaitForEndAsync(id, Patience, Cancelled)).Status.ShouldBe("Confirmed");
    }

    [Theory]
    [InlineData("./crash-run.sh --help", 0, "crash-run.sh: kills the service")]
    [InlineData("./kafka-run.sh --help", 2, "usage: ./kafka-run.sh")]
    public async Task Its_scripts_start_what_they_are_there_for(string command, int expected, string usage)
    {
        var (exitCode, output) = await made.RunAsync(command);

        exitCode.ShouldBe(expected, output);
        output.ShouldContain(usage);
    }

    [GeneratedRegex("^tests: (?<count>[0-9]+) passed, 0 failed, 0 skipped$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1_000)]
    private static partial Regex Passed();
}
