using Orders.Acceptance.Fixtures;
using Orders.Acceptance.Support.Load;

namespace Orders.Acceptance;

public sealed class When_the_service_is_stopped_with_orders_in_flight(RealServers installation) : IClassFixture<RealServers>
{
    private const int Seed = 11;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_exits_in_time_and_finishes_them_when_it_is_started_again()
    {
        using var load = new OrderLoad(installation.Replicas.Addresses, 60, TimeProvider.System);
        var stop = StopAndStartAsync(load);
        await load.RunAsync(OrderPlan.Make(Seed, 150), order => order == 75 ? Task.WhenAny(stop.Begun, stop.Ended) : Task.CompletedTask, Cancelled);

        (await stop.Ended).ShouldBe(0, "the exit code of a stop on request");
        load.History.AllComplaints().ShouldBeEmpty();
        await installation.ShouldKeepItsPromisesAsync([.. load.History.Accepted.Keys], Cancelled);
    }

    /// <summary>Stops when 50 orders were accepted, which leaves the last of them in flight; the load goes on against a stopped service.</summary>
    private (Task Begun, Task<int> Ended) StopAndStartAsync(OrderLoad load)
    {
        var begun = new TaskCompletionSource();
        return (begun.Task, RunAsync());

        async Task<int> RunAsync()
        {
            await Messaging.Testing.Eventually.BecomesTrueAsync(() => load.History.AcceptedSoFar >= 50, TimeSpan.FromSeconds(60), "50 orders were accepted", Cancelled);
            begun.SetResult();

            // Kubernetes would wait 60 s; the service promises 25.
            var exitCode = await installation.Service.StopAsync(Cancelled).WaitAsync(TimeSpan.FromSeconds(25), Cancelled);
            await installation.Service.StartAndWaitAsync(TimeSpan.FromSeconds(60), Cancelled);
            return exitCode;
        }
    }
}
