using Messaging.Testing;
using Orders.Acceptance.Fixtures;
using Orders.Acceptance.Support.Load;

namespace Orders.Acceptance;

public sealed class When_PostgreSQL_is_stopped_under_load(RealServers installation) : IClassFixture<RealServers>
{
    private const int Seed = 12;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Orders_are_refused_with_503_until_it_is_back_and_nothing_becomes_a_dead_letter()
    {
        using var load = new OrderLoad(installation.Replicas.Addresses, 40, TimeProvider.System);
        // A server that shuts down in an orderly way may still serve those who are connected, for seconds: long enough for all orders.
        var stopped = new TaskCompletionSource();
        var posting = load.RunAsync(OrderPlan.Make(Seed, 200), index => index < 100 ? Task.CompletedTask : stopped.Task, Cancelled);
        await Eventually.BecomesTrueAsync(() => load.History.AcceptedSoFar >= 50, TimeSpan.FromSeconds(60), "50 orders were accepted", Cancelled);

        await installation.Servers.Postgres.StopAsync(Cancelled);
        stopped.SetResult();

        // The immediate retries and every rung of the ladder of redelivery fit into this many refusals of 64 clients that pause up to 1 s.
        await Eventually.BecomesTrueAsync(
            () => load.History.Count(Outcome.Unavailable) >= 500, TimeSpan.FromMinutes(2), "the service had answered 500 requests with 503", Cancelled);
        await installation.Servers.Postgres.StartAsync(Cancelled);
        await posting;

        load.History.Attempts.Where(attempt => attempt.Outcome is Outcome.Unavailable).ShouldAllBe(attempt => attempt.RetryAfter > TimeSpan.Zero);
        load.History.AllComplaints().ShouldBeEmpty();
        await installation.ShouldKeepItsPromisesAsync([.. load.History.Accepted.Keys], Cancelled);
    }
}
