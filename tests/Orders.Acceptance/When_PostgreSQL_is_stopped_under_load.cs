using System.Diagnostics;
using Messaging.Testing;
using Npgsql;
using Orders.Acceptance.Fixtures;
using Orders.Acceptance.Support.Load;

namespace Orders.Acceptance;

public sealed class When_PostgreSQL_is_stopped_under_load(RealServers installation) : IClassFixture<RealServers>
{
    private const int Seed = 12;

    // Before and behind it: a burst of orders, and all that it takes to work through them.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

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

    /// <summary>Ten times as long, in the long run, as a message is tried again: what would count an attempt would end as a dead letter.</summary>
    [Fact]
    public async Task Its_absence_counts_no_message_of_RabbitMQ_an_attempt_however_long_it_lasts()
    {
        var absence = TimeSpan.FromSeconds(LongRun.Of(5, 60));
        using var load = new OrderLoad(installation.Replicas.Addresses, 40, TimeProvider.System);
        var posting = load.RunAsync(OrderPlan.Make(Seed + 1, 200), _ => Task.CompletedTask, Cancelled);
        await Eventually.BecomesTrueAsync(() => load.History.AcceptedSoFar >= 50, Patience, "50 orders were accepted and on their way", Cancelled);

        await installation.Servers.Postgres.StopAsync(Cancelled);
        var stopped = Stopwatch.GetTimestamp();
        await Eventually.BecomesTrueAsync(() => Stopwatch.GetElapsedTime(stopped) >= absence, absence + Patience, $"it was away for {absence}", Cancelled);
        await installation.Servers.Postgres.StartAsync(Cancelled);

        (await MostAttemptsAsync()).ShouldBe(0);
        await posting;
        load.History.AllComplaints().ShouldBeEmpty();
        await installation.ShouldKeepItsPromisesAsync([.. load.History.Accepted.Keys], Cancelled);
    }

    private async Task<long> MostAttemptsAsync()
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(installation.Servers.Database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand("select coalesce(max(attempts), 0)::bigint from messaging.outbox_message", connection);
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }
}
