using Messaging.Testing;
using Orders.Acceptance.Fixtures;
using Orders.Acceptance.Support.Load;

namespace Orders.Acceptance;

public sealed class When_RabbitMQ_closes_all_connections(RealServers installation) : IClassFixture<RealServers>
{
    private const int Seed = 13;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private string VirtualHost => new Uri(installation.Servers.RabbitMq.ConnectionString).AbsolutePath.Trim('/');

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_order_ends_and_nothing_happens_twice()
    {
        var times = LongRun.Of(3, 60);
        using var load = new OrderLoad(installation.Replicas.Addresses, 40, TimeProvider.System);
        // Some orders are accepted before each time, and most are in work then.
        var closed = Enumerable.Range(0, times + 1).Select(_ => new TaskCompletionSource()).ToArray();
        closed[0].SetResult();
        const int Between = 40;
        var posting = load.RunAsync(OrderPlan.Make(Seed, Between * (times + 1)), index => closed[index / Between].Task, Cancelled);
        for (var time = 1; time <= times; time++)
        {
            var enough = (time * Between) - (Between / 2);
            await Eventually.BecomesTrueAsync(() => load.History.AcceptedSoFar >= enough, Patience, $"{enough} orders were accepted", Cancelled);
            var before = await ConnectionsAsync();
            before.ShouldNotBeEmpty();
            await installation.Servers.RabbitMq.RunCtlAsync(["close_all_connections", "--vhost", VirtualHost, "as the test wants it"], Cancelled);
            await Eventually.BecomesTrueAsync(async () => !(await ConnectionsAsync()).Overlaps(before), Patience, "they were closed", Cancelled);
            closed[time].SetResult();
        }

        await posting;

        load.History.AllComplaints().ShouldBeEmpty();
        await installation.ShouldKeepItsPromisesAsync([.. load.History.Accepted.Keys], Cancelled);
    }

    private async Task<HashSet<string>> ConnectionsAsync()
    {
        var listed = await installation.Servers.RabbitMq.RunCtlAsync(["list_connections", "--silent", "pid"], Cancelled);
        return [.. listed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => line.StartsWith('<'))];
    }
}
